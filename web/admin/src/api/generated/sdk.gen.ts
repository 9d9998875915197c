// Written by tools/generate-client.mjs; not by hand.

import { client } from './client.gen.ts';
import type { Client, Options as Options2, TDataShape } from './client/index.ts';
import type { GetAccountPasskeysData, GetAccountPasskeysErrors, GetAccountPasskeysResponses, GetAuditLogData, GetAuditLogErrors, GetAuditLogResponses, GetBooksChannelsData, GetBooksChannelsErrors, GetBooksChannelsResponses, GetBooksDaysByChannelByDayData, GetBooksDaysByChannelByDayErrors, GetBooksDaysByChannelByDayResponses, GetBooksDaysData, GetBooksDaysErrors, GetBooksDaysResponses, GetBooksLedgerData, GetBooksLedgerErrors, GetBooksLedgerResponses, GetCasesByKindData, GetCasesByKindErrors, GetCasesByKindResponses, GetCasesData, GetCasesErrors, GetCasesResponses, GetCatalogueProductsByProductIdChaptersByChapterIdData, GetCatalogueProductsByProductIdChaptersByChapterIdErrors, GetCatalogueProductsByProductIdChaptersByChapterIdResponses, GetCatalogueProductsByProductIdChaptersData, GetCatalogueProductsByProductIdChaptersErrors, GetCatalogueProductsByProductIdChaptersResponses, GetCatalogueProductsByProductIdData, GetCatalogueProductsByProductIdErrors, GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesData, GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesErrors, GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesResponses, GetCatalogueProductsByProductIdPackagesByPackageIdCardsData, GetCatalogueProductsByProductIdPackagesByPackageIdCardsErrors, GetCatalogueProductsByProductIdPackagesByPackageIdCardsResponses, GetCatalogueProductsByProductIdPackagesByPackageIdContentData, GetCatalogueProductsByProductIdPackagesByPackageIdContentErrors, GetCatalogueProductsByProductIdPackagesByPackageIdContentResponses, GetCatalogueProductsByProductIdResponses, GetCatalogueProductsData, GetCatalogueProductsErrors, GetCatalogueProductsResponses, GetChannelsData, GetChannelsErrors, GetChannelsResponses, GetCounterData, GetCounterErrors, GetCounterOrdersByOrderNumberData, GetCounterOrdersByOrderNumberErrors, GetCounterOrdersByOrderNumberResponses, GetCounterResponses, GetCouponsByCouponIdCodesData, GetCouponsByCouponIdCodesErrors, GetCouponsByCouponIdCodesResponses, GetCouponsByCouponIdData, GetCouponsByCouponIdErrors, GetCouponsByCouponIdResponses, GetCouponsByCouponIdUsesData, GetCouponsByCouponIdUsesErrors, GetCouponsByCouponIdUsesResponses, GetCouponsData, GetCouponsErrors, GetCouponsResponses, GetCustomersByCustomerIdData, GetCustomersByCustomerIdErrors, GetCustomersByCustomerIdResponses, GetCustomersData, GetCustomersErrors, GetCustomersResponses, GetDashboardData, GetDashboardErrors, GetDashboardResponses, GetDashboardWarningsData, GetDashboardWarningsErrors, GetDashboardWarningsResponses, GetLicenseBatchesData, GetLicenseBatchesErrors, GetLicenseBatchesResponses, GetLicensesByLicenseIdData, GetLicensesByLicenseIdErrors, GetLicensesByLicenseIdResponses, GetLicensesData, GetLicensesErrors, GetLicensesResponses, GetLookData, GetLookErrors, GetLookResponses, GetOperatorsData, GetOperatorsErrors, GetOperatorsResponses, GetOrdersByOrderNumberData, GetOrdersByOrderNumberErrors, GetOrdersByOrderNumberRefundableData, GetOrdersByOrderNumberRefundableErrors, GetOrdersByOrderNumberRefundableResponses, GetOrdersByOrderNumberResponses, GetOrdersByOrderNumberTimelineData, GetOrdersByOrderNumberTimelineErrors, GetOrdersByOrderNumberTimelineResponses, GetOrdersChoicesData, GetOrdersChoicesErrors, GetOrdersChoicesResponses, GetOrdersData, GetOrdersErrors, GetOrdersResponses, GetRefundsByRefundNoData, GetRefundsByRefundNoErrors, GetRefundsByRefundNoResponses, GetRefundsData, GetRefundsErrors, GetRefundsResponses, GetSessionData, GetSessionErrors, GetSessionListData, GetSessionListErrors, GetSessionListResponses, GetSessionResponses, GetSettingsData, GetSettingsErrors, GetSettingsGoLiveData, GetSettingsGoLiveErrors, GetSettingsGoLiveResponses, GetSettingsPayeeAsksData, GetSettingsPayeeAsksErrors, GetSettingsPayeeAsksResponses, GetSettingsResponses, GetSettingsTestPaymentsByOrderNumberData, GetSettingsTestPaymentsByOrderNumberErrors, GetSettingsTestPaymentsByOrderNumberResponses, GetShopsData, GetShopsErrors, GetShopsResponses, GetSystemAuditsData, GetSystemAuditsErrors, GetSystemAuditsResponses, GetSystemData, GetSystemDoctorData, GetSystemDoctorErrors, GetSystemDoctorResponses, GetSystemErrors, GetSystemJobsData, GetSystemJobsErrors, GetSystemJobsResponses, GetSystemLogData, GetSystemLogErrors, GetSystemLogResponses, GetSystemRefusedNoticesData, GetSystemRefusedNoticesErrors, GetSystemRefusedNoticesResponses, GetSystemResponses, GetSystemSigningKeysData, GetSystemSigningKeysErrors, GetSystemSigningKeysResponses, GetWebhooksData, GetWebhooksErrors, GetWebhooksMessagesByMessageIdData, GetWebhooksMessagesByMessageIdErrors, GetWebhooksMessagesByMessageIdResponses, GetWebhooksMessagesData, GetWebhooksMessagesErrors, GetWebhooksMessagesResponses, GetWebhooksResponses, PostAccountPasskeysData, PostAccountPasskeysErrors, PostAccountPasskeysOptionsData, PostAccountPasskeysOptionsErrors, PostAccountPasskeysOptionsResponses, PostAccountPasskeysRemoveData, PostAccountPasskeysRemoveErrors, PostAccountPasskeysRemoveResponses, PostAccountPasskeysResponses, PostAccountRecoveryCodesData, PostAccountRecoveryCodesErrors, PostAccountRecoveryCodesResponses, PostAccountTotpConfirmData, PostAccountTotpConfirmErrors, PostAccountTotpConfirmResponses, PostAccountTotpRemoveData, PostAccountTotpRemoveErrors, PostAccountTotpRemoveResponses, PostAccountTotpStartData, PostAccountTotpStartErrors, PostAccountTotpStartResponses, PostBooksDaysByChannelByDayFetchData, PostBooksDaysByChannelByDayFetchErrors, PostBooksDaysByChannelByDayFetchResponses, PostBooksDaysByChannelByDayImportData, PostBooksDaysByChannelByDayImportErrors, PostBooksDaysByChannelByDayImportResponses, PostCasesByKindDecideData, PostCasesByKindDecideErrors, PostCasesByKindDecideResponses, PostCataloguePreviewData, PostCataloguePreviewErrors, PostCataloguePreviewResponses, PostCatalogueProductsByProductIdChangeData, PostCatalogueProductsByProductIdChangeErrors, PostCatalogueProductsByProductIdChangeResponses, PostCatalogueProductsByProductIdChaptersByChapterIdChangeData, PostCatalogueProductsByProductIdChaptersByChapterIdChangeErrors, PostCatalogueProductsByProductIdChaptersByChapterIdChangeResponses, PostCatalogueProductsByProductIdChaptersByChapterIdDeleteData, PostCatalogueProductsByProductIdChaptersByChapterIdDeleteErrors, PostCatalogueProductsByProductIdChaptersByChapterIdDeleteResponses, PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteData, PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteErrors, PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteResponses, PostCatalogueProductsByProductIdChaptersByChapterIdFilesData, PostCatalogueProductsByProductIdChaptersByChapterIdFilesErrors, PostCatalogueProductsByProductIdChaptersByChapterIdFilesResponses, PostCatalogueProductsByProductIdChaptersByChapterIdMoveData, PostCatalogueProductsByProductIdChaptersByChapterIdMoveErrors, PostCatalogueProductsByProductIdChaptersByChapterIdMoveResponses, PostCatalogueProductsByProductIdChaptersData, PostCatalogueProductsByProductIdChaptersErrors, PostCatalogueProductsByProductIdChaptersResponses, PostCatalogueProductsByProductIdCopyData, PostCatalogueProductsByProductIdCopyErrors, PostCatalogueProductsByProductIdCopyResponses, PostCatalogueProductsByProductIdDeleteData, PostCatalogueProductsByProductIdDeleteErrors, PostCatalogueProductsByProductIdDeleteResponses, PostCatalogueProductsByProductIdMoveData, PostCatalogueProductsByProductIdMoveErrors, PostCatalogueProductsByProductIdMoveResponses, PostCatalogueProductsByProductIdPackagesByPackageIdCardsExportData, PostCatalogueProductsByProductIdPackagesByPackageIdCardsExportResponses, PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportData, PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportErrors, PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportResponses, PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseData, PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseErrors, PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseResponses, PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveData, PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveErrors, PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveResponses, PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealData, PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealErrors, PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealResponses, PostCatalogueProductsByProductIdPackagesByPackageIdChangeData, PostCatalogueProductsByProductIdPackagesByPackageIdChangeErrors, PostCatalogueProductsByProductIdPackagesByPackageIdChangeResponses, PostCatalogueProductsByProductIdPackagesByPackageIdContentData, PostCatalogueProductsByProductIdPackagesByPackageIdContentErrors, PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteData, PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteErrors, PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteResponses, PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesData, PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesErrors, PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesResponses, PostCatalogueProductsByProductIdPackagesByPackageIdContentResponses, PostCatalogueProductsByProductIdPackagesByPackageIdDeleteData, PostCatalogueProductsByProductIdPackagesByPackageIdDeleteErrors, PostCatalogueProductsByProductIdPackagesByPackageIdDeleteResponses, PostCatalogueProductsByProductIdPackagesByPackageIdMoveData, PostCatalogueProductsByProductIdPackagesByPackageIdMoveErrors, PostCatalogueProductsByProductIdPackagesByPackageIdMoveResponses, PostCatalogueProductsByProductIdPackagesData, PostCatalogueProductsByProductIdPackagesErrors, PostCatalogueProductsByProductIdPackagesResponses, PostCatalogueProductsByProductIdPictureData, PostCatalogueProductsByProductIdPictureErrors, PostCatalogueProductsByProductIdPictureResponses, PostCatalogueProductsData, PostCatalogueProductsErrors, PostCatalogueProductsResponses, PostCounterOrdersByOrderNumberChargeData, PostCounterOrdersByOrderNumberChargeErrors, PostCounterOrdersByOrderNumberChargeResponses, PostCounterOrdersByOrderNumberGoodsData, PostCounterOrdersByOrderNumberGoodsErrors, PostCounterOrdersByOrderNumberGoodsResponses, PostCounterOrdersData, PostCounterOrdersErrors, PostCounterOrdersResponses, PostCouponsByCouponIdChangeData, PostCouponsByCouponIdChangeErrors, PostCouponsByCouponIdChangeResponses, PostCouponsByCouponIdExportData, PostCouponsByCouponIdExportResponses, PostCouponsData, PostCouponsErrors, PostCouponsResponses, PostCustomersByCustomerIdChangeData, PostCustomersByCustomerIdChangeErrors, PostCustomersByCustomerIdChangeResponses, PostCustomersByCustomerIdSignOutData, PostCustomersByCustomerIdSignOutErrors, PostCustomersByCustomerIdSignOutResponses, PostLicenseBatchesByBatchIdExportData, PostLicenseBatchesByBatchIdExportResponses, PostLicenseBatchesData, PostLicenseBatchesErrors, PostLicenseBatchesResponses, PostLicensesByLicenseIdExtendData, PostLicensesByLicenseIdExtendErrors, PostLicensesByLicenseIdExtendResponses, PostLicensesByLicenseIdLimitData, PostLicensesByLicenseIdLimitErrors, PostLicensesByLicenseIdLimitResponses, PostLicensesByLicenseIdReissueData, PostLicensesByLicenseIdReissueErrors, PostLicensesByLicenseIdReissueResponses, PostLicensesByLicenseIdResumeData, PostLicensesByLicenseIdResumeErrors, PostLicensesByLicenseIdResumeResponses, PostLicensesByLicenseIdRevealData, PostLicensesByLicenseIdRevealErrors, PostLicensesByLicenseIdRevealResponses, PostLicensesByLicenseIdRevokeData, PostLicensesByLicenseIdRevokeErrors, PostLicensesByLicenseIdRevokeResponses, PostLicensesByLicenseIdSuspendData, PostLicensesByLicenseIdSuspendErrors, PostLicensesByLicenseIdSuspendResponses, PostLicensesByLicenseIdTransferData, PostLicensesByLicenseIdTransferErrors, PostLicensesByLicenseIdTransferResponses, PostLicensesByLicenseIdUnbindData, PostLicensesByLicenseIdUnbindErrors, PostLicensesByLicenseIdUnbindResponses, PostLicensesExportData, PostLicensesExportResponses, PostLookData, PostLookErrors, PostLookLogoData, PostLookLogoErrors, PostLookLogoResponses, PostLookResponses, PostOperatorsByOperatorIdChangeData, PostOperatorsByOperatorIdChangeErrors, PostOperatorsByOperatorIdChangeResponses, PostOperatorsByOperatorIdResetFactorData, PostOperatorsByOperatorIdResetFactorErrors, PostOperatorsByOperatorIdResetFactorResponses, PostOperatorsByOperatorIdResetPasswordData, PostOperatorsByOperatorIdResetPasswordErrors, PostOperatorsByOperatorIdResetPasswordResponses, PostOperatorsData, PostOperatorsErrors, PostOperatorsResponses, PostOrdersByOrderNumberCancelData, PostOrdersByOrderNumberCancelErrors, PostOrdersByOrderNumberCancelResponses, PostOrdersByOrderNumberCardsRevealData, PostOrdersByOrderNumberCardsRevealErrors, PostOrdersByOrderNumberCardsRevealResponses, PostOrdersByOrderNumberConfirmData, PostOrdersByOrderNumberConfirmDecideData, PostOrdersByOrderNumberConfirmDecideErrors, PostOrdersByOrderNumberConfirmDecideResponses, PostOrdersByOrderNumberConfirmErrors, PostOrdersByOrderNumberConfirmResponses, PostOrdersByOrderNumberCoursesByLineNoCloseData, PostOrdersByOrderNumberCoursesByLineNoCloseErrors, PostOrdersByOrderNumberCoursesByLineNoCloseResponses, PostOrdersByOrderNumberCoursesByLineNoOpenData, PostOrdersByOrderNumberCoursesByLineNoOpenErrors, PostOrdersByOrderNumberCoursesByLineNoOpenResponses, PostOrdersByOrderNumberLettersResendData, PostOrdersByOrderNumberLettersResendErrors, PostOrdersByOrderNumberLettersResendResponses, PostOrdersByOrderNumberLinkData, PostOrdersByOrderNumberLinkErrors, PostOrdersByOrderNumberLinkResponses, PostOrdersByOrderNumberRedeliverData, PostOrdersByOrderNumberRedeliverErrors, PostOrdersByOrderNumberRedeliverResponses, PostOrdersByOrderNumberResendData, PostOrdersByOrderNumberResendErrors, PostOrdersByOrderNumberResendResponses, PostOrdersExportData, PostOrdersExportResponses, PostRefundsByRefundNoApproveData, PostRefundsByRefundNoApproveErrors, PostRefundsByRefundNoApproveResponses, PostRefundsByRefundNoCancelData, PostRefundsByRefundNoCancelErrors, PostRefundsByRefundNoCancelResponses, PostRefundsByRefundNoRejectData, PostRefundsByRefundNoRejectErrors, PostRefundsByRefundNoRejectResponses, PostRefundsData, PostRefundsErrors, PostRefundsResponses, PostSessionData, PostSessionEndData, PostSessionEndErrors, PostSessionEndOthersData, PostSessionEndOthersErrors, PostSessionEndOthersResponses, PostSessionEndResponses, PostSessionErrors, PostSessionPasskeyData, PostSessionPasskeyErrors, PostSessionPasskeyOptionsData, PostSessionPasskeyOptionsErrors, PostSessionPasskeyOptionsResponses, PostSessionPasskeyResponses, PostSessionPasswordData, PostSessionPasswordErrors, PostSessionPasswordResponses, PostSessionResponses, PostSessionSecondFactorData, PostSessionSecondFactorErrors, PostSessionSecondFactorResponses, PostSessionSignOutData, PostSessionSignOutErrors, PostSessionSignOutResponses, PostSessionStepUpData, PostSessionStepUpErrors, PostSessionStepUpPasskeyData, PostSessionStepUpPasskeyErrors, PostSessionStepUpPasskeyOptionsData, PostSessionStepUpPasskeyOptionsErrors, PostSessionStepUpPasskeyOptionsResponses, PostSessionStepUpPasskeyResponses, PostSessionStepUpResponses, PostSettingsChannelsByKindExamineData, PostSettingsChannelsByKindExamineErrors, PostSettingsChannelsByKindExamineResponses, PostSettingsChannelsByKindTestPaymentsData, PostSettingsChannelsByKindTestPaymentsErrors, PostSettingsChannelsByKindTestPaymentsResponses, PostSettingsData, PostSettingsErrors, PostSettingsKeysData, PostSettingsKeysErrors, PostSettingsKeysResponses, PostSettingsLettersByWayTestData, PostSettingsLettersByWayTestErrors, PostSettingsLettersByWayTestResponses, PostSettingsPayeeAsksByAskIdDecideData, PostSettingsPayeeAsksByAskIdDecideErrors, PostSettingsPayeeAsksByAskIdDecideResponses, PostSettingsRecogniseData, PostSettingsRecogniseErrors, PostSettingsRecogniseResponses, PostSettingsResponses, PostSettingsTestPaymentsByOrderNumberRefundData, PostSettingsTestPaymentsByOrderNumberRefundErrors, PostSettingsTestPaymentsByOrderNumberRefundResponses, PostShopsByShopIdData, PostShopsByShopIdErrors, PostShopsByShopIdOpenData, PostShopsByShopIdOpenErrors, PostShopsByShopIdOpenResponses, PostShopsByShopIdResponses, PostShopsData, PostShopsErrors, PostShopsMainData, PostShopsMainErrors, PostShopsMainResponses, PostShopsResponses, PostSystemAuditsRunData, PostSystemAuditsRunErrors, PostSystemAuditsRunResponses, PostSystemJobsRunData, PostSystemJobsRunErrors, PostSystemJobsRunResponses, PostWebhooksByEndpointIdData, PostWebhooksByEndpointIdErrors, PostWebhooksByEndpointIdResponses, PostWebhooksByEndpointIdRotateData, PostWebhooksByEndpointIdRotateErrors, PostWebhooksByEndpointIdRotateResponses, PostWebhooksByEndpointIdStateData, PostWebhooksByEndpointIdStateErrors, PostWebhooksByEndpointIdStateResponses, PostWebhooksByEndpointIdTestData, PostWebhooksByEndpointIdTestErrors, PostWebhooksByEndpointIdTestResponses, PostWebhooksData, PostWebhooksErrors, PostWebhooksMessagesByMessageIdSendData, PostWebhooksMessagesByMessageIdSendErrors, PostWebhooksMessagesByMessageIdSendResponses, PostWebhooksResponses } from './types.gen.ts';

export type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options2<TData, ThrowOnError, TResponse> & {
    /**
     * You can provide a client instance returned by `createClient()` instead of
     * individual options. This might be also useful if you want to implement a
     * custom client.
     */
    client?: Client;
    /**
     * You can pass arbitrary values through the `meta` object. This can be
     * used to access values that aren't defined as part of the SDK function.
     */
    meta?: Record<string, unknown>;
};

/**
 * Who is signed in, and what they may do
 */
export const getSession = <ThrowOnError extends boolean = false>(options?: Options<GetSessionData, ThrowOnError>) => (options?.client ?? client).get<GetSessionResponses, GetSessionErrors, ThrowOnError>({ url: '/api/v1/admin/session', ...options });

/**
 * Sign in with a password; the state says what is still missing
 */
export const postSession = <ThrowOnError extends boolean = false>(options: Options<PostSessionData, ThrowOnError>) => (options.client ?? client).post<PostSessionResponses, PostSessionErrors, ThrowOnError>({
    url: '/api/v1/admin/session',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * The second step: a one-time code or a recovery code
 */
export const postSessionSecondFactor = <ThrowOnError extends boolean = false>(options: Options<PostSessionSecondFactorData, ThrowOnError>) => (options.client ?? client).post<PostSessionSecondFactorResponses, PostSessionSecondFactorErrors, ThrowOnError>({
    url: '/api/v1/admin/session/second-factor',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Put a password of one's own in place of a one-time password or the present one
 */
export const postSessionPassword = <ThrowOnError extends boolean = false>(options: Options<PostSessionPasswordData, ThrowOnError>) => (options.client ?? client).post<PostSessionPasswordResponses, PostSessionPasswordErrors, ThrowOnError>({
    url: '/api/v1/admin/session/password',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Sign out
 */
export const postSessionSignOut = <ThrowOnError extends boolean = false>(options?: Options<PostSessionSignOutData, ThrowOnError>) => (options?.client ?? client).post<PostSessionSignOutResponses, PostSessionSignOutErrors, ThrowOnError>({ url: '/api/v1/admin/session/sign-out', ...options });

/**
 * Prove again who is calling, for ten minutes: by code, or by password where no factor is set up
 *
 * Any operator.
 */
export const postSessionStepUp = <ThrowOnError extends boolean = false>(options: Options<PostSessionStepUpData, ThrowOnError>) => (options.client ?? client).post<PostSessionStepUpResponses, PostSessionStepUpErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/session/step-up',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What the browser is asked in order to sign in with a passkey
 */
export const postSessionPasskeyOptions = <ThrowOnError extends boolean = false>(options: Options<PostSessionPasskeyOptionsData, ThrowOnError>) => (options.client ?? client).post<PostSessionPasskeyOptionsResponses, PostSessionPasskeyOptionsErrors, ThrowOnError>({
    url: '/api/v1/admin/session/passkey/options',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Sign in with a passkey, which is both steps at once
 */
export const postSessionPasskey = <ThrowOnError extends boolean = false>(options: Options<PostSessionPasskeyData, ThrowOnError>) => (options.client ?? client).post<PostSessionPasskeyResponses, PostSessionPasskeyErrors, ThrowOnError>({
    url: '/api/v1/admin/session/passkey',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What the browser is asked in order to prove again who is calling
 *
 * Any operator.
 */
export const postSessionStepUpPasskeyOptions = <ThrowOnError extends boolean = false>(options: Options<PostSessionStepUpPasskeyOptionsData, ThrowOnError>) => (options.client ?? client).post<PostSessionStepUpPasskeyOptionsResponses, PostSessionStepUpPasskeyOptionsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/session/step-up/passkey/options',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Prove again who is calling, for ten minutes, with a passkey
 *
 * Any operator.
 */
export const postSessionStepUpPasskey = <ThrowOnError extends boolean = false>(options: Options<PostSessionStepUpPasskeyData, ThrowOnError>) => (options.client ?? client).post<PostSessionStepUpPasskeyResponses, PostSessionStepUpPasskeyErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/session/step-up/passkey',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Where the operator is signed in
 *
 * Any operator.
 */
export const getSessionList = <ThrowOnError extends boolean = false>(options?: Options<GetSessionListData, ThrowOnError>) => (options?.client ?? client).get<GetSessionListResponses, GetSessionListErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/session/list',
    ...options
});

/**
 * End one of the operator's sessions
 *
 * Any operator.
 */
export const postSessionEnd = <ThrowOnError extends boolean = false>(options: Options<PostSessionEndData, ThrowOnError>) => (options.client ?? client).post<PostSessionEndResponses, PostSessionEndErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/session/end',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Sign the operator out everywhere but here
 *
 * Any operator.
 */
export const postSessionEndOthers = <ThrowOnError extends boolean = false>(options: Options<PostSessionEndOthersData, ThrowOnError>) => (options.client ?? client).post<PostSessionEndOthersResponses, PostSessionEndOthersErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/session/end-others',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A new secret for an authenticator app; it counts once a first code confirms it
 *
 * Any operator. Needs a fresh proof of who calls.
 */
export const postAccountTotpStart = <ThrowOnError extends boolean = false>(options: Options<PostAccountTotpStartData, ThrowOnError>) => (options.client ?? client).post<PostAccountTotpStartResponses, PostAccountTotpStartErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/account/totp/start',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Confirm the authenticator app by its first code
 *
 * Any operator. Needs a fresh proof of who calls.
 */
export const postAccountTotpConfirm = <ThrowOnError extends boolean = false>(options: Options<PostAccountTotpConfirmData, ThrowOnError>) => (options.client ?? client).post<PostAccountTotpConfirmResponses, PostAccountTotpConfirmErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/account/totp/confirm',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Ask for one-time codes no more
 *
 * Any operator. Needs a fresh proof of who calls.
 */
export const postAccountTotpRemove = <ThrowOnError extends boolean = false>(options: Options<PostAccountTotpRemoveData, ThrowOnError>) => (options.client ?? client).post<PostAccountTotpRemoveResponses, PostAccountTotpRemoveErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/account/totp/remove',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Ten new recovery codes, shown this once
 *
 * Any operator. Needs a fresh proof of who calls.
 */
export const postAccountRecoveryCodes = <ThrowOnError extends boolean = false>(options: Options<PostAccountRecoveryCodesData, ThrowOnError>) => (options.client ?? client).post<PostAccountRecoveryCodesResponses, PostAccountRecoveryCodesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/account/recovery-codes',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * The operator's passkeys
 *
 * Any operator.
 */
export const getAccountPasskeys = <ThrowOnError extends boolean = false>(options?: Options<GetAccountPasskeysData, ThrowOnError>) => (options?.client ?? client).get<GetAccountPasskeysResponses, GetAccountPasskeysErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/account/passkeys',
    ...options
});

/**
 * Keep the passkey the browser made
 *
 * Any operator. Needs a fresh proof of who calls.
 */
export const postAccountPasskeys = <ThrowOnError extends boolean = false>(options: Options<PostAccountPasskeysData, ThrowOnError>) => (options.client ?? client).post<PostAccountPasskeysResponses, PostAccountPasskeysErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/account/passkeys',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What the browser is asked in order to make a passkey
 *
 * Any operator. Needs a fresh proof of who calls.
 */
export const postAccountPasskeysOptions = <ThrowOnError extends boolean = false>(options: Options<PostAccountPasskeysOptionsData, ThrowOnError>) => (options.client ?? client).post<PostAccountPasskeysOptionsResponses, PostAccountPasskeysOptionsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/account/passkeys/options',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Remove a passkey
 *
 * Any operator. Needs a fresh proof of who calls.
 */
export const postAccountPasskeysRemove = <ThrowOnError extends boolean = false>(options: Options<PostAccountPasskeysRemoveData, ThrowOnError>) => (options.client ?? client).post<PostAccountPasskeysRemoveResponses, PostAccountPasskeysRemoveErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/account/passkeys/remove',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Orders found by one search box and filters, and what they add up to
 *
 * Right orders.read.
 */
export const getOrders = <ThrowOnError extends boolean = false>(options?: Options<GetOrdersData, ThrowOnError>) => (options?.client ?? client).get<GetOrdersResponses, GetOrdersErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders',
    ...options
});

/**
 * The channels and products orders can be filtered by
 *
 * Right orders.read.
 */
export const getOrdersChoices = <ThrowOnError extends boolean = false>(options?: Options<GetOrdersChoicesData, ThrowOnError>) => (options?.client ?? client).get<GetOrdersChoicesResponses, GetOrdersChoicesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/choices',
    ...options
});

/**
 * The orders of a filter as a spreadsheet, with every name, phone and e-mail address
 *
 * Right orders.read. Needs a fresh proof of who calls.
 */
export const postOrdersExport = <ThrowOnError extends boolean = false>(options: Options<PostOrdersExportData, ThrowOnError>) => (options.client ?? client).post<PostOrdersExportResponses, unknown, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/export',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * One order: what was bought, where the money and the goods are
 *
 * Right orders.read.
 */
export const getOrdersByOrderNumber = <ThrowOnError extends boolean = false>(options: Options<GetOrdersByOrderNumberData, ThrowOnError>) => (options.client ?? client).get<GetOrdersByOrderNumberResponses, GetOrdersByOrderNumberErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}',
    ...options
});

/**
 * Everything that happened to an order, the newest first, with all that went over the wire
 *
 * Right orders.read.
 */
export const getOrdersByOrderNumberTimeline = <ThrowOnError extends boolean = false>(options: Options<GetOrdersByOrderNumberTimelineData, ThrowOnError>) => (options.client ?? client).get<GetOrdersByOrderNumberTimelineResponses, GetOrdersByOrderNumberTimelineErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/timeline',
    ...options
});

/**
 * Deliver what a paid order is still owed
 *
 * Right orders.write.
 */
export const postOrdersByOrderNumberRedeliver = <ThrowOnError extends boolean = false>(options: Options<PostOrdersByOrderNumberRedeliverData, ThrowOnError>) => (options.client ?? client).post<PostOrdersByOrderNumberRedeliverResponses, PostOrdersByOrderNumberRedeliverErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/redeliver',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Cancel an order that waits, at the gateway first
 *
 * Right orders.write.
 */
export const postOrdersByOrderNumberCancel = <ThrowOnError extends boolean = false>(options: Options<PostOrdersByOrderNumberCancelData, ThrowOnError>) => (options.client ?? client).post<PostOrdersByOrderNumberCancelResponses, PostOrdersByOrderNumberCancelErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/cancel',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Confirm by hand, with evidence, that the money of an attempt arrived
 *
 * Right money.write. Needs a fresh proof of who calls.
 */
export const postOrdersByOrderNumberConfirm = <ThrowOnError extends boolean = false>(options: Options<PostOrdersByOrderNumberConfirmData, ThrowOnError>) => (options.client ?? client).post<PostOrdersByOrderNumberConfirmResponses, PostOrdersByOrderNumberConfirmErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/confirm',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Agree, as the second person, to money confirmed by hand, or reject it
 *
 * Right money.write. Needs a fresh proof of who calls.
 */
export const postOrdersByOrderNumberConfirmDecide = <ThrowOnError extends boolean = false>(options: Options<PostOrdersByOrderNumberConfirmDecideData, ThrowOnError>) => (options.client ?? client).post<PostOrdersByOrderNumberConfirmDecideResponses, PostOrdersByOrderNumberConfirmDecideErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/confirm/decide',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Every channel there is or was, with the account behind it
 *
 * Right orders.read.
 */
export const getChannels = <ThrowOnError extends boolean = false>(options?: Options<GetChannelsData, ThrowOnError>) => (options?.client ?? client).get<GetChannelsResponses, GetChannelsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/channels',
    ...options
});

/**
 * The whole of a card this order got, for a buyer who lost it; who looked and why is written down
 *
 * Right orders.write. Needs a fresh proof of who calls.
 */
export const postOrdersByOrderNumberCardsReveal = <ThrowOnError extends boolean = false>(options: Options<PostOrdersByOrderNumberCardsRevealData, ThrowOnError>) => (options.client ?? client).post<PostOrdersByOrderNumberCardsRevealResponses, PostOrdersByOrderNumberCardsRevealErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/cards/reveal',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A link that opens the order with its keys for three days, to be copied to the buyer
 *
 * Right orders.write. Needs a fresh proof of who calls.
 */
export const postOrdersByOrderNumberLink = <ThrowOnError extends boolean = false>(options: Options<PostOrdersByOrderNumberLinkData, ThrowOnError>) => (options.client ?? client).post<PostOrdersByOrderNumberLinkResponses, PostOrdersByOrderNumberLinkErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/link',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Tell the merchant's own server once more that the order was paid and delivered
 *
 * Right orders.write.
 */
export const postOrdersByOrderNumberResend = <ThrowOnError extends boolean = false>(options: Options<PostOrdersByOrderNumberResendData, ThrowOnError>) => (options.client ?? client).post<PostOrdersByOrderNumberResendResponses, PostOrdersByOrderNumberResendErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/resend',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Close a course for the buyer of this order, who reads the reason; no money moves
 *
 * Right orders.write.
 */
export const postOrdersByOrderNumberCoursesByLineNoClose = <ThrowOnError extends boolean = false>(options: Options<PostOrdersByOrderNumberCoursesByLineNoCloseData, ThrowOnError>) => (options.client ?? client).post<PostOrdersByOrderNumberCoursesByLineNoCloseResponses, PostOrdersByOrderNumberCoursesByLineNoCloseErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/courses/{line_no}/close',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Open a course again that was closed by hand
 *
 * Right orders.write.
 */
export const postOrdersByOrderNumberCoursesByLineNoOpen = <ThrowOnError extends boolean = false>(options: Options<PostOrdersByOrderNumberCoursesByLineNoOpenData, ThrowOnError>) => (options.client ?? client).post<PostOrdersByOrderNumberCoursesByLineNoOpenResponses, PostOrdersByOrderNumberCoursesByLineNoOpenErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/courses/{line_no}/open',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Send the mails or messages about an order to its buyer once more
 *
 * Right orders.write.
 */
export const postOrdersByOrderNumberLettersResend = <ThrowOnError extends boolean = false>(options: Options<PostOrdersByOrderNumberLettersResendData, ThrowOnError>) => (options.client ?? client).post<PostOrdersByOrderNumberLettersResendResponses, PostOrdersByOrderNumberLettersResendErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/letters/resend',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Send a test with the saved settings: a mail to your own address, or a message to the phone in the body
 *
 * Right settings.write.
 */
export const postSettingsLettersByWayTest = <ThrowOnError extends boolean = false>(options: Options<PostSettingsLettersByWayTestData, ThrowOnError>) => (options.client ?? client).post<PostSettingsLettersByWayTestResponses, PostSettingsLettersByWayTestErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings/letters/{way}/test',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What can be sold at the counter, and whose codes can be charged
 *
 * Right orders.write.
 */
export const getCounter = <ThrowOnError extends boolean = false>(options?: Options<GetCounterData, ThrowOnError>) => (options?.client ?? client).get<GetCounterResponses, GetCounterErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/counter',
    ...options
});

/**
 * Place an order for whoever stands at the counter
 *
 * Right orders.write.
 */
export const postCounterOrders = <ThrowOnError extends boolean = false>(options: Options<PostCounterOrdersData, ThrowOnError>) => (options.client ?? client).post<PostCounterOrdersResponses, PostCounterOrdersErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/counter/orders',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Charge the code on the customer's phone; it is kept nowhere
 *
 * Right orders.write.
 */
export const postCounterOrdersByOrderNumberCharge = <ThrowOnError extends boolean = false>(options: Options<PostCounterOrdersByOrderNumberChargeData, ThrowOnError>) => (options.client ?? client).post<PostCounterOrdersByOrderNumberChargeResponses, PostCounterOrdersByOrderNumberChargeErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/counter/orders/{order_number}/charge',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Where an order at the counter stands
 *
 * Right orders.write.
 */
export const getCounterOrdersByOrderNumber = <ThrowOnError extends boolean = false>(options: Options<GetCounterOrdersByOrderNumberData, ThrowOnError>) => (options.client ?? client).get<GetCounterOrdersByOrderNumberResponses, GetCounterOrdersByOrderNumberErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/counter/orders/{order_number}',
    ...options
});

/**
 * The keys and cards just paid for, for whoever took the money
 *
 * Right orders.write.
 */
export const postCounterOrdersByOrderNumberGoods = <ThrowOnError extends boolean = false>(options: Options<PostCounterOrdersByOrderNumberGoodsData, ThrowOnError>) => (options.client ?? client).post<PostCounterOrdersByOrderNumberGoodsResponses, PostCounterOrdersByOrderNumberGoodsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/counter/orders/{order_number}/goods',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Everybody who may sign in
 *
 * Right people.read.
 */
export const getOperators = <ThrowOnError extends boolean = false>(options?: Options<GetOperatorsData, ThrowOnError>) => (options?.client ?? client).get<GetOperatorsResponses, GetOperatorsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/operators',
    ...options
});

/**
 * Add an operator; the answer holds the one-time password, which is kept nowhere
 *
 * Right people.write. Needs a fresh proof of who calls.
 */
export const postOperators = <ThrowOnError extends boolean = false>(options: Options<PostOperatorsData, ThrowOnError>) => (options.client ?? client).post<PostOperatorsResponses, PostOperatorsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/operators',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Another name or role, or out and in again; a new role or the end signs the person out
 *
 * Right people.write. Needs a fresh proof of who calls.
 */
export const postOperatorsByOperatorIdChange = <ThrowOnError extends boolean = false>(options: Options<PostOperatorsByOperatorIdChangeData, ThrowOnError>) => (options.client ?? client).post<PostOperatorsByOperatorIdChangeResponses, PostOperatorsByOperatorIdChangeErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/operators/{operator_id}/change',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take away a lost second factor, so that it can be set up again
 *
 * Right people.write. Needs a fresh proof of who calls.
 */
export const postOperatorsByOperatorIdResetFactor = <ThrowOnError extends boolean = false>(options: Options<PostOperatorsByOperatorIdResetFactorData, ThrowOnError>) => (options.client ?? client).post<PostOperatorsByOperatorIdResetFactorResponses, PostOperatorsByOperatorIdResetFactorErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/operators/{operator_id}/reset-factor',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A new one-time password for somebody who lost theirs
 *
 * Right people.write. Needs a fresh proof of who calls.
 */
export const postOperatorsByOperatorIdResetPassword = <ThrowOnError extends boolean = false>(options: Options<PostOperatorsByOperatorIdResetPasswordData, ThrowOnError>) => (options.client ?? client).post<PostOperatorsByOperatorIdResetPasswordResponses, PostOperatorsByOperatorIdResetPasswordErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/operators/{operator_id}/reset-password',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What was done, by whom and why
 *
 * Right system.read.
 */
export const getAuditLog = <ThrowOnError extends boolean = false>(options?: Options<GetAuditLogData, ThrowOnError>) => (options?.client ?? client).get<GetAuditLogResponses, GetAuditLogErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/audit-log',
    ...options
});

/**
 * Every setting the console may save, where it comes from, and the channels it opens
 *
 * Right settings.read.
 */
export const getSettings = <ThrowOnError extends boolean = false>(options?: Options<GetSettingsData, ThrowOnError>) => (options?.client ?? client).get<GetSettingsResponses, GetSettingsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings',
    ...options
});

/**
 * Save settings; null takes a saved one away. Nothing is saved while there are problems; who gets the money is changed by two owners, where there are two
 *
 * Right settings.write. Needs a fresh proof of who calls.
 */
export const postSettings = <ThrowOnError extends boolean = false>(options: Options<PostSettingsData, ThrowOnError>) => (options.client ?? client).post<PostSettingsResponses, PostSettingsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What a pasted key or certificate is; it is neither kept nor logged
 *
 * Right settings.write.
 */
export const postSettingsRecognise = <ThrowOnError extends boolean = false>(options: Options<PostSettingsRecogniseData, ThrowOnError>) => (options.client ?? client).post<PostSettingsRecogniseResponses, PostSettingsRecogniseErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings/recognise',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Make an RSA2 key pair; neither half is kept here
 *
 * Right settings.write.
 */
export const postSettingsKeys = <ThrowOnError extends boolean = false>(options: Options<PostSettingsKeysData, ThrowOnError>) => (options.client ?? client).post<PostSettingsKeysResponses, PostSettingsKeysErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings/keys',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * The doctor looks at a channel as these changes would make it, and asks its gateway; another address needs a fresh proof
 *
 * Right settings.write.
 */
export const postSettingsChannelsByKindExamine = <ThrowOnError extends boolean = false>(options: Options<PostSettingsChannelsByKindExamineData, ThrowOnError>) => (options.client ?? client).post<PostSettingsChannelsByKindExamineResponses, PostSettingsChannelsByKindExamineErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings/channels/{kind}/examine',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Place a marked order of 0.01 and open it at the gateway
 *
 * Right settings.write.
 */
export const postSettingsChannelsByKindTestPayments = <ThrowOnError extends boolean = false>(options: Options<PostSettingsChannelsByKindTestPaymentsData, ThrowOnError>) => (options.client ?? client).post<PostSettingsChannelsByKindTestPaymentsResponses, PostSettingsChannelsByKindTestPaymentsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings/channels/{kind}/test-payments',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * How far a test payment is
 *
 * Right settings.read.
 */
export const getSettingsTestPaymentsByOrderNumber = <ThrowOnError extends boolean = false>(options: Options<GetSettingsTestPaymentsByOrderNumberData, ThrowOnError>) => (options.client ?? client).get<GetSettingsTestPaymentsByOrderNumberResponses, GetSettingsTestPaymentsByOrderNumberErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings/test-payments/{order_number}',
    ...options
});

/**
 * Send the 0.01 of a test payment back
 *
 * Right settings.write. Needs a fresh proof of who calls.
 */
export const postSettingsTestPaymentsByOrderNumberRefund = <ThrowOnError extends boolean = false>(options: Options<PostSettingsTestPaymentsByOrderNumberRefundData, ThrowOnError>) => (options.client ?? client).post<PostSettingsTestPaymentsByOrderNumberRefundResponses, PostSettingsTestPaymentsByOrderNumberRefundErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings/test-payments/{order_number}/refund',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What must hold before real buyers are let in, each item looked at now
 *
 * Right settings.read.
 */
export const getSettingsGoLive = <ThrowOnError extends boolean = false>(options?: Options<GetSettingsGoLiveData, ThrowOnError>) => (options?.client ?? client).get<GetSettingsGoLiveResponses, GetSettingsGoLiveErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings/go-live',
    ...options
});

/**
 * How a shop looks to its buyers
 *
 * Right settings.read.
 */
export const getLook = <ThrowOnError extends boolean = false>(options?: Options<GetLookData, ThrowOnError>) => (options?.client ?? client).get<GetLookResponses, GetLookErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/look',
    ...options
});

/**
 * Change how a shop looks; its name is changed elsewhere
 *
 * Right settings.write.
 */
export const postLook = <ThrowOnError extends boolean = false>(options: Options<PostLookData, ThrowOnError>) => (options.client ?? client).post<PostLookResponses, PostLookErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/look',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Show another logo (PNG, JPEG or WebP of up to 1 MB in base64), or none
 *
 * Right settings.write.
 */
export const postLookLogo = <ThrowOnError extends boolean = false>(options: Options<PostLookLogoData, ThrowOnError>) => (options.client ?? client).post<PostLookLogoResponses, PostLookLogoErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/look/logo',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Every shop of the merchant, the main one first, and the products they may show
 *
 * Right settings.read.
 */
export const getShops = <ThrowOnError extends boolean = false>(options?: Options<GetShopsData, ThrowOnError>) => (options?.client ?? client).get<GetShopsResponses, GetShopsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/shops',
    ...options
});

/**
 * Open another shop at a host name of its own
 *
 * Right settings.write.
 */
export const postShops = <ThrowOnError extends boolean = false>(options: Options<PostShopsData, ThrowOnError>) => (options.client ?? client).post<PostShopsResponses, PostShopsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/shops',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Choose what the main shop shows; its name and address are settings
 *
 * Right settings.write.
 */
export const postShopsMain = <ThrowOnError extends boolean = false>(options: Options<PostShopsMainData, ThrowOnError>) => (options.client ?? client).post<PostShopsMainResponses, PostShopsMainErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/shops/main',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Change a shop's host name, its name or what it shows
 *
 * Right settings.write.
 */
export const postShopsByShopId = <ThrowOnError extends boolean = false>(options: Options<PostShopsByShopIdData, ThrowOnError>) => (options.client ?? client).post<PostShopsByShopIdResponses, PostShopsByShopIdErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/shops/{shop_id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Close a shop, so that the main one answers at its host name, or open it again
 *
 * Right settings.write.
 */
export const postShopsByShopIdOpen = <ThrowOnError extends boolean = false>(options: Options<PostShopsByShopIdOpenData, ThrowOnError>) => (options.client ?? client).post<PostShopsByShopIdOpenResponses, PostShopsByShopIdOpenErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/shops/{shop_id}/open',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Changes of who gets the money that wait for another owner
 *
 * Right settings.read.
 */
export const getSettingsPayeeAsks = <ThrowOnError extends boolean = false>(options?: Options<GetSettingsPayeeAsksData, ThrowOnError>) => (options?.client ?? client).get<GetSettingsPayeeAsksResponses, GetSettingsPayeeAsksErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings/payee-asks',
    ...options
});

/**
 * Agree, as another owner, by typing the account the money goes to; or reject it
 *
 * Right settings.write. Needs a fresh proof of who calls.
 */
export const postSettingsPayeeAsksByAskIdDecide = <ThrowOnError extends boolean = false>(options: Options<PostSettingsPayeeAsksByAskIdDecideData, ThrowOnError>) => (options.client ?? client).post<PostSettingsPayeeAsksByAskIdDecideResponses, PostSettingsPayeeAsksByAskIdDecideErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/settings/payee-asks/{ask_id}/decide',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Refunds, those that await a second person first
 *
 * Right money.read.
 */
export const getRefunds = <ThrowOnError extends boolean = false>(options?: Options<GetRefundsData, ThrowOnError>) => (options?.client ?? client).get<GetRefundsResponses, GetRefundsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/refunds',
    ...options
});

/**
 * Ask for a refund: all that is left, an amount, or by line. The same request_key is the same refund
 *
 * Right money.write. Needs a fresh proof of who calls.
 */
export const postRefunds = <ThrowOnError extends boolean = false>(options: Options<PostRefundsData, ThrowOnError>) => (options.client ?? client).post<PostRefundsResponses, PostRefundsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/refunds',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A refund with its history and what happens next
 *
 * Right money.read.
 */
export const getRefundsByRefundNo = <ThrowOnError extends boolean = false>(options: Options<GetRefundsByRefundNoData, ThrowOnError>) => (options.client ?? client).get<GetRefundsByRefundNoResponses, GetRefundsByRefundNoErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/refunds/{refund_no}',
    ...options
});

/**
 * What was paid for an order, what went back, and what may still
 *
 * Right money.read.
 */
export const getOrdersByOrderNumberRefundable = <ThrowOnError extends boolean = false>(options: Options<GetOrdersByOrderNumberRefundableData, ThrowOnError>) => (options.client ?? client).get<GetOrdersByOrderNumberRefundableResponses, GetOrdersByOrderNumberRefundableErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/orders/{order_number}/refundable',
    ...options
});

/**
 * Agree to a refund as the second person; it goes out at once
 *
 * Right money.write. Needs a fresh proof of who calls.
 */
export const postRefundsByRefundNoApprove = <ThrowOnError extends boolean = false>(options: Options<PostRefundsByRefundNoApproveData, ThrowOnError>) => (options.client ?? client).post<PostRefundsByRefundNoApproveResponses, PostRefundsByRefundNoApproveErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/refunds/{refund_no}/approve',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Refuse a refund as the second person
 *
 * Right money.write. Needs a fresh proof of who calls.
 */
export const postRefundsByRefundNoReject = <ThrowOnError extends boolean = false>(options: Options<PostRefundsByRefundNoRejectData, ThrowOnError>) => (options.client ?? client).post<PostRefundsByRefundNoRejectResponses, PostRefundsByRefundNoRejectErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/refunds/{refund_no}/reject',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a refund back before it is sent
 *
 * Right money.write. Needs a fresh proof of who calls.
 */
export const postRefundsByRefundNoCancel = <ThrowOnError extends boolean = false>(options: Options<PostRefundsByRefundNoCancelData, ThrowOnError>) => (options.client ?? client).post<PostRefundsByRefundNoCancelResponses, PostRefundsByRefundNoCancelErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/refunds/{refund_no}/cancel',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Cases, those a person must decide first
 *
 * Right money.read.
 */
export const getCases = <ThrowOnError extends boolean = false>(options?: Options<GetCasesData, ThrowOnError>) => (options?.client ?? client).get<GetCasesResponses, GetCasesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/cases',
    ...options
});

/**
 * One case with what may be decided about it
 *
 * Right money.read.
 */
export const getCasesByKind = <ThrowOnError extends boolean = false>(options: Options<GetCasesByKindData, ThrowOnError>) => (options.client ?? client).get<GetCasesByKindResponses, GetCasesByKindErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/cases/{kind}',
    ...options
});

/**
 * Decide a case: deliver, send the money back, record that it was returned by hand, or leave it. The outcome "asked" waits until another member decides the same
 *
 * Right money.write. Needs a fresh proof of who calls.
 */
export const postCasesByKindDecide = <ThrowOnError extends boolean = false>(options: Options<PostCasesByKindDecideData, ThrowOnError>) => (options.client ?? client).post<PostCasesByKindDecideResponses, PostCasesByKindDecideErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/cases/{kind}/decide',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Each day's bill compared with the books, by channel, newest first
 *
 * Right books.read.
 */
export const getBooksDays = <ThrowOnError extends boolean = false>(options?: Options<GetBooksDaysData, ThrowOnError>) => (options?.client ?? client).get<GetBooksDaysResponses, GetBooksDaysErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/books/days',
    ...options
});

/**
 * A day at a channel: the sums of both sides, and every difference
 *
 * Right books.read.
 */
export const getBooksDaysByChannelByDay = <ThrowOnError extends boolean = false>(options: Options<GetBooksDaysByChannelByDayData, ThrowOnError>) => (options.client ?? client).get<GetBooksDaysByChannelByDayResponses, GetBooksDaysByChannelByDayErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/books/days/{channel}/{day}',
    ...options
});

/**
 * Fetch a day's bill again and compare it; safe to repeat
 *
 * Right books.write.
 */
export const postBooksDaysByChannelByDayFetch = <ThrowOnError extends boolean = false>(options: Options<PostBooksDaysByChannelByDayFetchData, ThrowOnError>) => (options.client ?? client).post<PostBooksDaysByChannelByDayFetchResponses, PostBooksDaysByChannelByDayFetchErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/books/days/{channel}/{day}/fetch',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Bring a day's bill as the file the gateway gave, and compare it; safe to repeat
 *
 * Right books.write. Needs a fresh proof of who calls.
 */
export const postBooksDaysByChannelByDayImport = <ThrowOnError extends boolean = false>(options: Options<PostBooksDaysByChannelByDayImportData, ThrowOnError>) => (options.client ?? client).post<PostBooksDaysByChannelByDayImportResponses, PostBooksDaysByChannelByDayImportErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/books/days/{channel}/{day}/import',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Each channel's clearing account by day, newest first
 *
 * Right books.read.
 */
export const getBooksLedger = <ThrowOnError extends boolean = false>(options?: Options<GetBooksLedgerData, ThrowOnError>) => (options?.client ?? client).get<GetBooksLedgerResponses, GetBooksLedgerErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/books/ledger',
    ...options
});

/**
 * The channels bills come from, for the filters
 *
 * Right books.read.
 */
export const getBooksChannels = <ThrowOnError extends boolean = false>(options?: Options<GetBooksChannelsData, ThrowOnError>) => (options?.client ?? client).get<GetBooksChannelsResponses, GetBooksChannelsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/books/channels',
    ...options
});

/**
 * Licences, the newest first
 *
 * Right licenses.read.
 */
export const getLicenses = <ThrowOnError extends boolean = false>(options?: Options<GetLicensesData, ThrowOnError>) => (options?.client ?? client).get<GetLicensesResponses, GetLicensesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses',
    ...options
});

/**
 * The licences of a filter as a spreadsheet, with names and phones and without keys
 *
 * Right licenses.read. Needs a fresh proof of who calls.
 */
export const postLicensesExport = <ThrowOnError extends boolean = false>(options: Options<PostLicensesExportData, ThrowOnError>) => (options.client ?? client).post<PostLicensesExportResponses, unknown, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses/export',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A licence with its devices and everything that happened to it
 *
 * Right licenses.read.
 */
export const getLicensesByLicenseId = <ThrowOnError extends boolean = false>(options: Options<GetLicensesByLicenseIdData, ThrowOnError>) => (options.client ?? client).get<GetLicensesByLicenseIdResponses, GetLicensesByLicenseIdErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses/{license_id}',
    ...options
});

/**
 * The whole key; that it was looked at stands in the audit log
 *
 * Right licenses.write. Needs a fresh proof of who calls.
 */
export const postLicensesByLicenseIdReveal = <ThrowOnError extends boolean = false>(options: Options<PostLicensesByLicenseIdRevealData, ThrowOnError>) => (options.client ?? client).post<PostLicensesByLicenseIdRevealResponses, PostLicensesByLicenseIdRevealErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses/{license_id}/reveal',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A new key; the old one is revoked at once
 *
 * Right licenses.write. Needs a fresh proof of who calls.
 */
export const postLicensesByLicenseIdReissue = <ThrowOnError extends boolean = false>(options: Options<PostLicensesByLicenseIdReissueData, ThrowOnError>) => (options.client ?? client).post<PostLicensesByLicenseIdReissueResponses, PostLicensesByLicenseIdReissueErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses/{license_id}/reissue',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * To another owner: a new key, every device freed, and the old key revoked at once
 *
 * Right licenses.write. Needs a fresh proof of who calls.
 */
export const postLicensesByLicenseIdTransfer = <ThrowOnError extends boolean = false>(options: Options<PostLicensesByLicenseIdTransferData, ThrowOnError>) => (options.client ?? client).post<PostLicensesByLicenseIdTransferResponses, PostLicensesByLicenseIdTransferErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses/{license_id}/transfer',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take the licence for good
 *
 * Right licenses.write. Needs a fresh proof of who calls.
 */
export const postLicensesByLicenseIdRevoke = <ThrowOnError extends boolean = false>(options: Options<PostLicensesByLicenseIdRevokeData, ThrowOnError>) => (options.client ?? client).post<PostLicensesByLicenseIdRevokeResponses, PostLicensesByLicenseIdRevokeErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses/{license_id}/revoke',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take the licence until it is resumed
 *
 * Right licenses.write.
 */
export const postLicensesByLicenseIdSuspend = <ThrowOnError extends boolean = false>(options: Options<PostLicensesByLicenseIdSuspendData, ThrowOnError>) => (options.client ?? client).post<PostLicensesByLicenseIdSuspendResponses, PostLicensesByLicenseIdSuspendErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses/{license_id}/suspend',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Give a suspended licence back
 *
 * Right licenses.write.
 */
export const postLicensesByLicenseIdResume = <ThrowOnError extends boolean = false>(options: Options<PostLicensesByLicenseIdResumeData, ThrowOnError>) => (options.client ?? client).post<PostLicensesByLicenseIdResumeResponses, PostLicensesByLicenseIdResumeErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses/{license_id}/resume',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * More days, after the old end or after today where that has passed
 *
 * Right licenses.write. Needs a fresh proof of who calls.
 */
export const postLicensesByLicenseIdExtend = <ThrowOnError extends boolean = false>(options: Options<PostLicensesByLicenseIdExtendData, ThrowOnError>) => (options.client ?? client).post<PostLicensesByLicenseIdExtendResponses, PostLicensesByLicenseIdExtendErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses/{license_id}/extend',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Another number of devices, no fewer than are in use
 *
 * Right licenses.write. Needs a fresh proof of who calls.
 */
export const postLicensesByLicenseIdLimit = <ThrowOnError extends boolean = false>(options: Options<PostLicensesByLicenseIdLimitData, ThrowOnError>) => (options.client ?? client).post<PostLicensesByLicenseIdLimitResponses, PostLicensesByLicenseIdLimitErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses/{license_id}/limit',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Free one device's seat
 *
 * Right licenses.write.
 */
export const postLicensesByLicenseIdUnbind = <ThrowOnError extends boolean = false>(options: Options<PostLicensesByLicenseIdUnbindData, ThrowOnError>) => (options.client ?? client).post<PostLicensesByLicenseIdUnbindResponses, PostLicensesByLicenseIdUnbindErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/licenses/{license_id}/unbind',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Batches, the newest first
 *
 * Right licenses.read.
 */
export const getLicenseBatches = <ThrowOnError extends boolean = false>(options?: Options<GetLicenseBatchesData, ThrowOnError>) => (options?.client ?? client).get<GetLicenseBatchesResponses, GetLicenseBatchesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/license-batches',
    ...options
});

/**
 * Make licences of a package without an order
 *
 * Right licenses.write. Needs a fresh proof of who calls.
 */
export const postLicenseBatches = <ThrowOnError extends boolean = false>(options: Options<PostLicenseBatchesData, ThrowOnError>) => (options.client ?? client).post<PostLicenseBatchesResponses, PostLicenseBatchesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/license-batches',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * All keys of a batch that hold, as CSV; that they were taken stands in the audit log
 *
 * Right licenses.write. Needs a fresh proof of who calls.
 */
export const postLicenseBatchesByBatchIdExport = <ThrowOnError extends boolean = false>(options: Options<PostLicenseBatchesByBatchIdExportData, ThrowOnError>) => (options.client ?? client).post<PostLicenseBatchesByBatchIdExportResponses, unknown, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/license-batches/{batch_id}/export',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * All products in the order buyers see them, also those off sale
 *
 * Right catalogue.read.
 */
export const getCatalogueProducts = <ThrowOnError extends boolean = false>(options?: Options<GetCatalogueProductsData, ThrowOnError>) => (options?.client ?? client).get<GetCatalogueProductsResponses, GetCatalogueProductsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products',
    ...options
});

/**
 * Make a product; it is off sale until it is put on sale
 *
 * Right catalogue.write.
 */
export const postCatalogueProducts = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsResponses, PostCatalogueProductsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A product with its packages and the latest changes of both
 *
 * Right catalogue.read.
 */
export const getCatalogueProductsByProductId = <ThrowOnError extends boolean = false>(options: Options<GetCatalogueProductsByProductIdData, ThrowOnError>) => (options.client ?? client).get<GetCatalogueProductsByProductIdResponses, GetCatalogueProductsByProductIdErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}',
    ...options
});

/**
 * Change what is given of a product; placed orders keep what they were placed with
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdChange = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdChangeData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdChangeResponses, PostCatalogueProductsByProductIdChangeErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/change',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Show another picture (PNG, JPEG or WebP of up to 1 MB in base64), or none
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdPicture = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPictureData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPictureResponses, PostCatalogueProductsByProductIdPictureErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/picture',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A product of another id with the same words, picture and packages, off sale
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdCopy = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdCopyData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdCopyResponses, PostCatalogueProductsByProductIdCopyErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/copy',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * One place up or down in the list
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdMove = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdMoveData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdMoveResponses, PostCatalogueProductsByProductIdMoveErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/move',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a product nobody ever ordered
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdDelete = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdDeleteData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdDeleteResponses, PostCatalogueProductsByProductIdDeleteErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/delete',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A description, or a text that is sold, in Markdown as buyers see it
 *
 * Right catalogue.read.
 */
export const postCataloguePreview = <ThrowOnError extends boolean = false>(options: Options<PostCataloguePreviewData, ThrowOnError>) => (options.client ?? client).post<PostCataloguePreviewResponses, PostCataloguePreviewErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/preview',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Add a package to a product
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdPackages = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesResponses, PostCatalogueProductsByProductIdPackagesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Change what is given of a package; placed orders keep what they were placed with
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdPackagesByPackageIdChange = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesByPackageIdChangeData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesByPackageIdChangeResponses, PostCatalogueProductsByProductIdPackagesByPackageIdChangeErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/change',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * One place up or down in its product
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdPackagesByPackageIdMove = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesByPackageIdMoveData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesByPackageIdMoveResponses, PostCatalogueProductsByProductIdPackagesByPackageIdMoveErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/move',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Delete a package nobody ever ordered
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdPackagesByPackageIdDelete = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesByPackageIdDeleteData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesByPackageIdDeleteResponses, PostCatalogueProductsByProductIdPackagesByPackageIdDeleteErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/delete',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What every buyer of a package of content reads and fetches
 *
 * Right catalogue.write.
 */
export const getCatalogueProductsByProductIdPackagesByPackageIdContent = <ThrowOnError extends boolean = false>(options: Options<GetCatalogueProductsByProductIdPackagesByPackageIdContentData, ThrowOnError>) => (options.client ?? client).get<GetCatalogueProductsByProductIdPackagesByPackageIdContentResponses, GetCatalogueProductsByProductIdPackagesByPackageIdContentErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/content',
    ...options
});

/**
 * Another text, which earlier buyers read too
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdPackagesByPackageIdContent = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesByPackageIdContentData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesByPackageIdContentResponses, PostCatalogueProductsByProductIdPackagesByPackageIdContentErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/content',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Add a file (of up to 10 MB, in base64), which earlier buyers may fetch too
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdPackagesByPackageIdContentFiles = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesResponses, PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/content/files',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a file away from every buyer
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDelete = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteResponses, PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/content/files/{file_id}/delete',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * The chapters of a course in the order they are read
 *
 * Right catalogue.write.
 */
export const getCatalogueProductsByProductIdChapters = <ThrowOnError extends boolean = false>(options: Options<GetCatalogueProductsByProductIdChaptersData, ThrowOnError>) => (options.client ?? client).get<GetCatalogueProductsByProductIdChaptersResponses, GetCatalogueProductsByProductIdChaptersErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters',
    ...options
});

/**
 * Add a chapter as the last; those who have the course read it too
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdChapters = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdChaptersData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdChaptersResponses, PostCatalogueProductsByProductIdChaptersErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A chapter as it is read, with its files
 *
 * Right catalogue.write.
 */
export const getCatalogueProductsByProductIdChaptersByChapterId = <ThrowOnError extends boolean = false>(options: Options<GetCatalogueProductsByProductIdChaptersByChapterIdData, ThrowOnError>) => (options.client ?? client).get<GetCatalogueProductsByProductIdChaptersByChapterIdResponses, GetCatalogueProductsByProductIdChaptersByChapterIdErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}',
    ...options
});

/**
 * Change a chapter, which earlier buyers see too
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdChaptersByChapterIdChange = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdChaptersByChapterIdChangeData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdChaptersByChapterIdChangeResponses, PostCatalogueProductsByProductIdChaptersByChapterIdChangeErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}/change',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * One place up or down in the course
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdChaptersByChapterIdMove = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdChaptersByChapterIdMoveData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdChaptersByChapterIdMoveResponses, PostCatalogueProductsByProductIdChaptersByChapterIdMoveErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}/move',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a chapter with its files away from every reader
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdChaptersByChapterIdDelete = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdChaptersByChapterIdDeleteData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdChaptersByChapterIdDeleteResponses, PostCatalogueProductsByProductIdChaptersByChapterIdDeleteErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}/delete',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Add a file (of up to 10 MB, in base64) to a chapter
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdChaptersByChapterIdFiles = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdChaptersByChapterIdFilesData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdChaptersByChapterIdFilesResponses, PostCatalogueProductsByProductIdChaptersByChapterIdFilesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}/files',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a file away from every reader
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDelete = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteResponses, PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}/files/{file_id}/delete',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * The cards of a package, the newest import first
 *
 * Right catalogue.read.
 */
export const getCatalogueProductsByProductIdPackagesByPackageIdCards = <ThrowOnError extends boolean = false>(options: Options<GetCatalogueProductsByProductIdPackagesByPackageIdCardsData, ThrowOnError>) => (options.client ?? client).get<GetCatalogueProductsByProductIdPackagesByPackageIdCardsResponses, GetCatalogueProductsByProductIdPackagesByPackageIdCardsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards',
    ...options
});

/**
 * The imports of a package, the newest first, and what became of their cards
 *
 * Right catalogue.read.
 */
export const getCatalogueProductsByProductIdPackagesByPackageIdCardsBatches = <ThrowOnError extends boolean = false>(options: Options<GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesData, ThrowOnError>) => (options.client ?? client).get<GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesResponses, GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/batches',
    ...options
});

/**
 * Add cards, one a line or CSV with a heading; 20,000 lines at most, a longer list in parts of one batch
 *
 * Right catalogue.write.
 */
export const postCatalogueProductsByProductIdPackagesByPackageIdCardsImport = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportResponses, PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/import',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * The whole card; that it was looked at stands in the audit log
 *
 * Right catalogue.write. Needs a fresh proof of who calls.
 */
export const postCatalogueProductsByProductIdPackagesByPackageIdCardsReveal = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealResponses, PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/reveal',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Every unsold card, or every held one, as text, one a line, in the order they are sold
 *
 * Right catalogue.write. Needs a fresh proof of who calls.
 */
export const postCatalogueProductsByProductIdPackagesByPackageIdCardsExport = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesByPackageIdCardsExportData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesByPackageIdCardsExportResponses, unknown, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/export',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take unsold cards out, of one import or all; what orders under way will need stays
 *
 * Right catalogue.write. Needs a fresh proof of who calls.
 */
export const postCatalogueProductsByProductIdPackagesByPackageIdCardsRemove = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveResponses, PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/remove',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Sell cards again that are held since a restore, but for the first so many in the order they are sold
 *
 * Right catalogue.write. Needs a fresh proof of who calls.
 */
export const postCatalogueProductsByProductIdPackagesByPackageIdCardsRelease = <ThrowOnError extends boolean = false>(options: Options<PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseData, ThrowOnError>) => (options.client ?? client).post<PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseResponses, PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/release',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Coupons with their state, their uses and what they took off, the newest first
 *
 * Right catalogue.read.
 */
export const getCoupons = <ThrowOnError extends boolean = false>(options?: Options<GetCouponsData, ThrowOnError>) => (options?.client ?? client).get<GetCouponsResponses, GetCouponsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/coupons',
    ...options
});

/**
 * Make a coupon with one code or many; it is on at once
 *
 * Right catalogue.write.
 */
export const postCoupons = <ThrowOnError extends boolean = false>(options: Options<PostCouponsData, ThrowOnError>) => (options.client ?? client).post<PostCouponsResponses, PostCouponsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/coupons',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A coupon with its latest changes
 *
 * Right catalogue.read.
 */
export const getCouponsByCouponId = <ThrowOnError extends boolean = false>(options: Options<GetCouponsByCouponIdData, ThrowOnError>) => (options.client ?? client).get<GetCouponsByCouponIdResponses, GetCouponsByCouponIdErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/coupons/{coupon_id}',
    ...options
});

/**
 * Change what is given of a coupon; placed orders keep what they were placed with
 *
 * Right catalogue.write.
 */
export const postCouponsByCouponIdChange = <ThrowOnError extends boolean = false>(options: Options<PostCouponsByCouponIdChangeData, ThrowOnError>) => (options.client ?? client).post<PostCouponsByCouponIdChangeResponses, PostCouponsByCouponIdChangeErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/coupons/{coupon_id}/change',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * The codes of a coupon with their uses
 *
 * Right catalogue.read.
 */
export const getCouponsByCouponIdCodes = <ThrowOnError extends boolean = false>(options: Options<GetCouponsByCouponIdCodesData, ThrowOnError>) => (options.client ?? client).get<GetCouponsByCouponIdCodesResponses, GetCouponsByCouponIdCodesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/coupons/{coupon_id}/codes',
    ...options
});

/**
 * The orders a coupon was used for, the newest first, also those that ended unpaid
 *
 * Right catalogue.read.
 */
export const getCouponsByCouponIdUses = <ThrowOnError extends boolean = false>(options: Options<GetCouponsByCouponIdUsesData, ThrowOnError>) => (options.client ?? client).get<GetCouponsByCouponIdUsesResponses, GetCouponsByCouponIdUsesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/coupons/{coupon_id}/uses',
    ...options
});

/**
 * Every code of a coupon with its uses, as CSV
 *
 * Right catalogue.write.
 */
export const postCouponsByCouponIdExport = <ThrowOnError extends boolean = false>(options: Options<PostCouponsByCouponIdExportData, ThrowOnError>) => (options.client ?? client).post<PostCouponsByCouponIdExportResponses, unknown, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/coupons/{coupon_id}/export',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Buyers' accounts, the newest first; found by a whole phone number or e-mail address
 *
 * Right orders.read.
 */
export const getCustomers = <ThrowOnError extends boolean = false>(options?: Options<GetCustomersData, ThrowOnError>) => (options?.client ?? client).get<GetCustomersResponses, GetCustomersErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/customers',
    ...options
});

/**
 * One account: its orders, where it is signed in, and what was done about it
 *
 * Right orders.read.
 */
export const getCustomersByCustomerId = <ThrowOnError extends boolean = false>(options: Options<GetCustomersByCustomerIdData, ThrowOnError>) => (options.client ?? client).get<GetCustomersByCustomerIdResponses, GetCustomersByCustomerIdErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/customers/{customer_id}',
    ...options
});

/**
 * Sign the buyer out everywhere
 *
 * Right orders.write.
 */
export const postCustomersByCustomerIdSignOut = <ThrowOnError extends boolean = false>(options: Options<PostCustomersByCustomerIdSignOutData, ThrowOnError>) => (options.client ?? client).post<PostCustomersByCustomerIdSignOutResponses, PostCustomersByCustomerIdSignOutErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/customers/{customer_id}/sign-out',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Disable an account, which signs it out and keeps it out, or enable it again
 *
 * Right orders.write. Needs a fresh proof of who calls.
 */
export const postCustomersByCustomerIdChange = <ThrowOnError extends boolean = false>(options: Options<PostCustomersByCustomerIdChangeData, ThrowOnError>) => (options.client ?? client).post<PostCustomersByCustomerIdChangeResponses, PostCustomersByCustomerIdChangeErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/customers/{customer_id}/change',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * The figures of a range of days (Asia/Shanghai, today when absent) and what waits now
 *
 * Right dashboard.read.
 */
export const getDashboard = <ThrowOnError extends boolean = false>(options?: Options<GetDashboardData, ThrowOnError>) => (options?.client ?? client).get<GetDashboardResponses, GetDashboardErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/dashboard',
    ...options
});

/**
 * What the doctor finds fault with; asks the gateways, at most every ten minutes
 *
 * Right dashboard.read.
 */
export const getDashboardWarnings = <ThrowOnError extends boolean = false>(options?: Options<GetDashboardWarningsData, ThrowOnError>) => (options?.client ?? client).get<GetDashboardWarningsResponses, GetDashboardWarningsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/dashboard/warnings',
    ...options
});

/**
 * How many jobs are in which state, and the standing timetable
 *
 * Right system.read.
 */
export const getSystem = <ThrowOnError extends boolean = false>(options?: Options<GetSystemData, ThrowOnError>) => (options?.client ?? client).get<GetSystemResponses, GetSystemErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/system',
    ...options
});

/**
 * Jobs, the one due longest first
 *
 * Right system.read.
 */
export const getSystemJobs = <ThrowOnError extends boolean = false>(options?: Options<GetSystemJobsData, ThrowOnError>) => (options?.client ?? client).get<GetSystemJobsResponses, GetSystemJobsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/system/jobs',
    ...options
});

/**
 * Let a job run now, also one that was set aside; a refund goes out with no time left to undo it
 *
 * Right system.write. Needs a fresh proof of who calls.
 */
export const postSystemJobsRun = <ThrowOnError extends boolean = false>(options: Options<PostSystemJobsRunData, ThrowOnError>) => (options.client ?? client).post<PostSystemJobsRunResponses, PostSystemJobsRunErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/system/jobs/run',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * The last proofs of the books, and the rows that broke a rule in the newest one
 *
 * Right system.read.
 */
export const getSystemAudits = <ThrowOnError extends boolean = false>(options?: Options<GetSystemAuditsData, ThrowOnError>) => (options?.client ?? client).get<GetSystemAuditsResponses, GetSystemAuditsErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/system/audits',
    ...options
});

/**
 * Have the books proved now; the result appears among the audits
 *
 * Right system.write.
 */
export const postSystemAuditsRun = <ThrowOnError extends boolean = false>(options: Options<PostSystemAuditsRunData, ThrowOnError>) => (options.client ?? client).post<PostSystemAuditsRunResponses, PostSystemAuditsRunErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/system/audits/run',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Everything that can be known about settings, keys and the database; asks the gateways
 *
 * Right system.read.
 */
export const getSystemDoctor = <ThrowOnError extends boolean = false>(options?: Options<GetSystemDoctorData, ThrowOnError>) => (options?.client ?? client).get<GetSystemDoctorResponses, GetSystemDoctorErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/system/doctor',
    ...options
});

/**
 * Forged and unreadable notices, counted by day
 *
 * Right system.read.
 */
export const getSystemRefusedNotices = <ThrowOnError extends boolean = false>(options?: Options<GetSystemRefusedNoticesData, ThrowOnError>) => (options?.client ?? client).get<GetSystemRefusedNoticesResponses, GetSystemRefusedNoticesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/system/refused-notices',
    ...options
});

/**
 * The log, newest first; keys, phones and secrets are masked where it is written
 *
 * Right system.read.
 */
export const getSystemLog = <ThrowOnError extends boolean = false>(options?: Options<GetSystemLogData, ThrowOnError>) => (options?.client ?? client).get<GetSystemLogResponses, GetSystemLogErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/system/log',
    ...options
});

/**
 * The keys that sign licences, the newest first
 *
 * Right system.read.
 */
export const getSystemSigningKeys = <ThrowOnError extends boolean = false>(options?: Options<GetSystemSigningKeysData, ThrowOnError>) => (options?.client ?? client).get<GetSystemSigningKeysResponses, GetSystemSigningKeysErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/system/signing-keys',
    ...options
});

/**
 * Webhooks with their health, the oldest first
 *
 * Right system.read.
 */
export const getWebhooks = <ThrowOnError extends boolean = false>(options?: Options<GetWebhooksData, ThrowOnError>) => (options?.client ?? client).get<GetWebhooksResponses, GetWebhooksErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/webhooks',
    ...options
});

/**
 * Add a webhook; answers its secret, once
 *
 * Right settings.write. Needs a fresh proof of who calls.
 */
export const postWebhooks = <ThrowOnError extends boolean = false>(options: Options<PostWebhooksData, ThrowOnError>) => (options.client ?? client).post<PostWebhooksResponses, PostWebhooksErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/webhooks',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Change where a webhook is and what it is told
 *
 * Right settings.write. Needs a fresh proof of who calls.
 */
export const postWebhooksByEndpointId = <ThrowOnError extends boolean = false>(options: Options<PostWebhooksByEndpointIdData, ThrowOnError>) => (options.client ?? client).post<PostWebhooksByEndpointIdResponses, PostWebhooksByEndpointIdErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/webhooks/{endpoint_id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Pause, resume or remove a webhook
 *
 * Right settings.write.
 */
export const postWebhooksByEndpointIdState = <ThrowOnError extends boolean = false>(options: Options<PostWebhooksByEndpointIdStateData, ThrowOnError>) => (options.client ?? client).post<PostWebhooksByEndpointIdStateResponses, PostWebhooksByEndpointIdStateErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/webhooks/{endpoint_id}/state',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Give a webhook a new secret; the old one signs beside it for a week
 *
 * Right settings.write. Needs a fresh proof of who calls.
 */
export const postWebhooksByEndpointIdRotate = <ThrowOnError extends boolean = false>(options: Options<PostWebhooksByEndpointIdRotateData, ThrowOnError>) => (options.client ?? client).post<PostWebhooksByEndpointIdRotateResponses, PostWebhooksByEndpointIdRotateErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/webhooks/{endpoint_id}/rotate',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Send a webhook a message about nothing
 *
 * Right settings.write.
 */
export const postWebhooksByEndpointIdTest = <ThrowOnError extends boolean = false>(options: Options<PostWebhooksByEndpointIdTestData, ThrowOnError>) => (options.client ?? client).post<PostWebhooksByEndpointIdTestResponses, PostWebhooksByEndpointIdTestErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/webhooks/{endpoint_id}/test',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Messages to webhooks, the newest first; kept for 30 days
 *
 * Right system.read.
 */
export const getWebhooksMessages = <ThrowOnError extends boolean = false>(options?: Options<GetWebhooksMessagesData, ThrowOnError>) => (options?.client ?? client).get<GetWebhooksMessagesResponses, GetWebhooksMessagesErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/webhooks/messages',
    ...options
});

/**
 * A message with its bytes and every try of it
 *
 * Right system.read.
 */
export const getWebhooksMessagesByMessageId = <ThrowOnError extends boolean = false>(options: Options<GetWebhooksMessagesByMessageIdData, ThrowOnError>) => (options.client ?? client).get<GetWebhooksMessagesByMessageIdResponses, GetWebhooksMessagesByMessageIdErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/webhooks/messages/{message_id}',
    ...options
});

/**
 * Send a message again, under the same id
 *
 * Right settings.write.
 */
export const postWebhooksMessagesByMessageIdSend = <ThrowOnError extends boolean = false>(options: Options<PostWebhooksMessagesByMessageIdSendData, ThrowOnError>) => (options.client ?? client).post<PostWebhooksMessagesByMessageIdSendResponses, PostWebhooksMessagesByMessageIdSendErrors, ThrowOnError>({
    security: [{
            in: 'cookie',
            name: 'keytill_console',
            type: 'apiKey'
        }],
    url: '/api/v1/admin/webhooks/messages/{message_id}/send',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});
