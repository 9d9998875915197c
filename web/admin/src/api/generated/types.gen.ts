// Written by tools/generate-client.mjs; not by hand.

export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

export type GetSessionData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/session';
};

export type GetSessionErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSessionError = GetSessionErrors[keyof GetSessionErrors];

export type GetSessionResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            state: 'second_factor' | 'new_password' | 'open';
            operator_id: string;
            email: string;
            name: string;
            role: 'owner' | 'finance' | 'support' | 'reader';
            rights: Array<string>;
            raised_until: string | null;
            factors: {
                totp: boolean;
                passkeys: number;
                recovery_codes_left: number;
            };
        };
    };
};

export type GetSessionResponse = GetSessionResponses[keyof GetSessionResponses];

export type PostSessionData = {
    body: {
        email: string;
        password: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/session';
};

export type PostSessionErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * sign_in_failed: The e-mail address or the password is not right. Please check them and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'sign_in_failed';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * rate_limited: Too many requests. Please wait a moment and try again
     */
    429: {
        success: false;
        message: string;
        error: {
            code: 'rate_limited';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSessionError = PostSessionErrors[keyof PostSessionErrors];

export type PostSessionResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            state: 'second_factor' | 'new_password' | 'open';
        };
    };
};

export type PostSessionResponse = PostSessionResponses[keyof PostSessionResponses];

export type PostSessionSecondFactorData = {
    body: {
        code: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/session/second-factor';
};

export type PostSessionSecondFactorErrors = {
    /**
     * code_wrong: This code is wrong or was used before. Please check it and enter it again
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'code_wrong' | 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * rate_limited: Too many requests. Please wait a moment and try again
     */
    429: {
        success: false;
        message: string;
        error: {
            code: 'rate_limited';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSessionSecondFactorError = PostSessionSecondFactorErrors[keyof PostSessionSecondFactorErrors];

export type PostSessionSecondFactorResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            state: 'second_factor' | 'new_password' | 'open';
        };
    };
};

export type PostSessionSecondFactorResponse = PostSessionSecondFactorResponses[keyof PostSessionSecondFactorResponses];

export type PostSessionPasswordData = {
    body: {
        password: string;
        new_password: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/session/password';
};

export type PostSessionPasswordErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     * sign_in_failed: The e-mail address or the password is not right. Please check them and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized' | 'sign_in_failed';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * rate_limited: Too many requests. Please wait a moment and try again
     */
    429: {
        success: false;
        message: string;
        error: {
            code: 'rate_limited';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSessionPasswordError = PostSessionPasswordErrors[keyof PostSessionPasswordErrors];

export type PostSessionPasswordResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            state: 'second_factor' | 'new_password' | 'open';
        };
    };
};

export type PostSessionPasswordResponse = PostSessionPasswordResponses[keyof PostSessionPasswordResponses];

export type PostSessionSignOutData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/session/sign-out';
};

export type PostSessionSignOutErrors = {
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSessionSignOutError = PostSessionSignOutErrors[keyof PostSessionSignOutErrors];

export type PostSessionSignOutResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostSessionSignOutResponse = PostSessionSignOutResponses[keyof PostSessionSignOutResponses];

export type PostSessionStepUpData = {
    body: {
        code?: string;
        password?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/session/step-up';
};

export type PostSessionStepUpErrors = {
    /**
     * code_wrong: This code is wrong or was used before. Please check it and enter it again
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'code_wrong' | 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * rate_limited: Too many requests. Please wait a moment and try again
     */
    429: {
        success: false;
        message: string;
        error: {
            code: 'rate_limited';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSessionStepUpError = PostSessionStepUpErrors[keyof PostSessionStepUpErrors];

export type PostSessionStepUpResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            raised_until: string;
        };
    };
};

export type PostSessionStepUpResponse = PostSessionStepUpResponses[keyof PostSessionStepUpResponses];

export type PostSessionPasskeyOptionsData = {
    body: {
        [key: string]: never;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/session/passkey/options';
};

export type PostSessionPasskeyOptionsErrors = {
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * rate_limited: Too many requests. Please wait a moment and try again
     */
    429: {
        success: false;
        message: string;
        error: {
            code: 'rate_limited';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSessionPasskeyOptionsError = PostSessionPasskeyOptionsErrors[keyof PostSessionPasskeyOptionsErrors];

export type PostSessionPasskeyOptionsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: unknown;
        };
    };
};

export type PostSessionPasskeyOptionsResponse = PostSessionPasskeyOptionsResponses[keyof PostSessionPasskeyOptionsResponses];

export type PostSessionPasskeyData = {
    body: {
        response: {
            [key: string]: unknown;
        };
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/session/passkey';
};

export type PostSessionPasskeyErrors = {
    /**
     * passkey_refused: This passkey could not be verified. Please try again
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'passkey_refused' | 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSessionPasskeyError = PostSessionPasskeyErrors[keyof PostSessionPasskeyErrors];

export type PostSessionPasskeyResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            state: 'second_factor' | 'new_password' | 'open';
        };
    };
};

export type PostSessionPasskeyResponse = PostSessionPasskeyResponses[keyof PostSessionPasskeyResponses];

export type PostSessionStepUpPasskeyOptionsData = {
    body: {
        [key: string]: never;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/session/step-up/passkey/options';
};

export type PostSessionStepUpPasskeyOptionsErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * passkey_not_found: This passkey was not found. Please reload the list
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'passkey_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSessionStepUpPasskeyOptionsError = PostSessionStepUpPasskeyOptionsErrors[keyof PostSessionStepUpPasskeyOptionsErrors];

export type PostSessionStepUpPasskeyOptionsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: unknown;
        };
    };
};

export type PostSessionStepUpPasskeyOptionsResponse = PostSessionStepUpPasskeyOptionsResponses[keyof PostSessionStepUpPasskeyOptionsResponses];

export type PostSessionStepUpPasskeyData = {
    body: {
        response: {
            [key: string]: unknown;
        };
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/session/step-up/passkey';
};

export type PostSessionStepUpPasskeyErrors = {
    /**
     * passkey_refused: This passkey could not be verified. Please try again
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'passkey_refused' | 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSessionStepUpPasskeyError = PostSessionStepUpPasskeyErrors[keyof PostSessionStepUpPasskeyErrors];

export type PostSessionStepUpPasskeyResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            raised_until: string;
        };
    };
};

export type PostSessionStepUpPasskeyResponse = PostSessionStepUpPasskeyResponses[keyof PostSessionStepUpPasskeyResponses];

export type GetSessionListData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/session/list';
};

export type GetSessionListErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSessionListError = GetSessionListErrors[keyof GetSessionListErrors];

export type GetSessionListResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                session_id: string;
                is_this: boolean;
                created_at: string;
                seen_at: string;
                address: string;
                user_agent: string;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetSessionListResponse = GetSessionListResponses[keyof GetSessionListResponses];

export type PostSessionEndData = {
    body: {
        session_id: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/session/end';
};

export type PostSessionEndErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * session_not_found: This session was not found; it may have ended. Please reload the list
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'session_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSessionEndError = PostSessionEndErrors[keyof PostSessionEndErrors];

export type PostSessionEndResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostSessionEndResponse = PostSessionEndResponses[keyof PostSessionEndResponses];

export type PostSessionEndOthersData = {
    body: {
        [key: string]: never;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/session/end-others';
};

export type PostSessionEndOthersErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSessionEndOthersError = PostSessionEndOthersErrors[keyof PostSessionEndOthersErrors];

export type PostSessionEndOthersResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostSessionEndOthersResponse = PostSessionEndOthersResponses[keyof PostSessionEndOthersResponses];

export type PostAccountTotpStartData = {
    body: {
        [key: string]: never;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/account/totp/start';
};

export type PostAccountTotpStartErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
};

export type PostAccountTotpStartError = PostAccountTotpStartErrors[keyof PostAccountTotpStartErrors];

export type PostAccountTotpStartResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            uri: string;
            secret: string;
        };
    };
};

export type PostAccountTotpStartResponse = PostAccountTotpStartResponses[keyof PostAccountTotpStartResponses];

export type PostAccountTotpConfirmData = {
    body: {
        code: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/account/totp/confirm';
};

export type PostAccountTotpConfirmErrors = {
    /**
     * code_wrong: This code is wrong or was used before. Please check it and enter it again
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'code_wrong' | 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
};

export type PostAccountTotpConfirmError = PostAccountTotpConfirmErrors[keyof PostAccountTotpConfirmErrors];

export type PostAccountTotpConfirmResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            recovery_codes: Array<string> | null;
        };
    };
};

export type PostAccountTotpConfirmResponse = PostAccountTotpConfirmResponses[keyof PostAccountTotpConfirmResponses];

export type PostAccountTotpRemoveData = {
    body: {
        [key: string]: never;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/account/totp/remove';
};

export type PostAccountTotpRemoveErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
};

export type PostAccountTotpRemoveError = PostAccountTotpRemoveErrors[keyof PostAccountTotpRemoveErrors];

export type PostAccountTotpRemoveResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostAccountTotpRemoveResponse = PostAccountTotpRemoveResponses[keyof PostAccountTotpRemoveResponses];

export type PostAccountRecoveryCodesData = {
    body: {
        [key: string]: never;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/account/recovery-codes';
};

export type PostAccountRecoveryCodesErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'conflict';
            field?: string;
            request_id: string;
        };
    };
};

export type PostAccountRecoveryCodesError = PostAccountRecoveryCodesErrors[keyof PostAccountRecoveryCodesErrors];

export type PostAccountRecoveryCodesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            recovery_codes: Array<string>;
        };
    };
};

export type PostAccountRecoveryCodesResponse = PostAccountRecoveryCodesResponses[keyof PostAccountRecoveryCodesResponses];

export type GetAccountPasskeysData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/account/passkeys';
};

export type GetAccountPasskeysErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetAccountPasskeysError = GetAccountPasskeysErrors[keyof GetAccountPasskeysErrors];

export type GetAccountPasskeysResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                credential_id: string;
                name: string;
                created_at: string;
                used_at: string | null;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetAccountPasskeysResponse = GetAccountPasskeysResponses[keyof GetAccountPasskeysResponses];

export type PostAccountPasskeysData = {
    body: {
        name: string;
        response: {
            [key: string]: unknown;
        };
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/account/passkeys';
};

export type PostAccountPasskeysErrors = {
    /**
     * passkey_refused: This passkey could not be verified. Please try again
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'passkey_refused' | 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'conflict';
            field?: string;
            request_id: string;
        };
    };
};

export type PostAccountPasskeysError = PostAccountPasskeysErrors[keyof PostAccountPasskeysErrors];

export type PostAccountPasskeysResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            credential_id: string;
            recovery_codes: Array<string> | null;
        };
    };
};

export type PostAccountPasskeysResponse = PostAccountPasskeysResponses[keyof PostAccountPasskeysResponses];

export type PostAccountPasskeysOptionsData = {
    body: {
        [key: string]: never;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/account/passkeys/options';
};

export type PostAccountPasskeysOptionsErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
};

export type PostAccountPasskeysOptionsError = PostAccountPasskeysOptionsErrors[keyof PostAccountPasskeysOptionsErrors];

export type PostAccountPasskeysOptionsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: unknown;
        };
    };
};

export type PostAccountPasskeysOptionsResponse = PostAccountPasskeysOptionsResponses[keyof PostAccountPasskeysOptionsResponses];

export type PostAccountPasskeysRemoveData = {
    body: {
        credential_id: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/account/passkeys/remove';
};

export type PostAccountPasskeysRemoveErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * passkey_not_found: This passkey was not found. Please reload the list
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'passkey_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostAccountPasskeysRemoveError = PostAccountPasskeysRemoveErrors[keyof PostAccountPasskeysRemoveErrors];

export type PostAccountPasskeysRemoveResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostAccountPasskeysRemoveResponse = PostAccountPasskeysRemoveResponses[keyof PostAccountPasskeysRemoveResponses];

export type GetOrdersData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        /**
         * the beginning of an order, trade, attempt or refund number, phone (or its last four digits), e-mail, name; or a whole licence key or card
         */
        search?: string;
        status?: 'waiting' | 'paid' | 'cancelled' | 'expired' | 'refunded' | 'part_refunded';
        channel?: string;
        product?: string;
        from?: string;
        to?: string;
        /**
         * from and to are days of payment, not of the order
         */
        days?: 'paid';
        cases?: 'open' | 'any';
        /**
         * money was confirmed by hand; a second person must agree
         */
        confirmation?: 'awaiting';
        /**
         * paid for and not delivered: units wait for cards, or a case is open
         */
        goods?: 'owed';
        tests?: 'only' | 'with';
        sort?: 'created_at' | '-created_at' | 'amount' | '-amount';
    };
    url: '/api/v1/admin/orders';
};

export type GetOrdersErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetOrdersError = GetOrdersErrors[keyof GetOrdersErrors];

export type GetOrdersResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                order_number: string;
                state: 'waiting' | 'closing' | 'paid' | 'cancelled' | 'expired' | 'refunded' | 'part_refunded';
                amount: number;
                paid: number;
                refunded: number;
                contact: string;
                phone: string;
                email: string | null;
                channel: string | null;
                trade_no: string | null;
                products: Array<{
                    name: string;
                    quantity: number;
                }>;
                open_cases: number;
                /**
                 * money was confirmed by hand; a second person must agree
                 */
                awaits_confirmation: boolean;
                /**
                 * units paid for that were not delivered
                 */
                owed: number;
                is_test: boolean;
                /**
                 * went through the demo or a sandbox; no figure counts it once the shop sells for real
                 */
                is_practice: boolean;
                created_at: string;
                paid_at: string | null;
            }>;
            next: string | null;
            total?: number;
        } & {
            /**
             * null, and no total, where adding up would take too long
             */
            sums: {
                paid: number;
                refunded: number;
            } | null;
        };
    };
};

export type GetOrdersResponse = GetOrdersResponses[keyof GetOrdersResponses];

export type GetOrdersChoicesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/orders/choices';
};

export type GetOrdersChoicesErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetOrdersChoicesError = GetOrdersChoicesErrors[keyof GetOrdersChoicesErrors];

export type GetOrdersChoicesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            channels: Array<string>;
            products: Array<{
                product_id: string;
                name: string;
            }>;
        };
    };
};

export type GetOrdersChoicesResponse = GetOrdersChoicesResponses[keyof GetOrdersChoicesResponses];

export type PostOrdersExportData = {
    body: {
        /**
         * the beginning of an order, trade, attempt or refund number, phone (or its last four digits), e-mail, name; or a whole licence key or card
         */
        search?: string;
        status?: 'waiting' | 'paid' | 'cancelled' | 'expired' | 'refunded' | 'part_refunded';
        channel?: string;
        product?: string;
        from?: string;
        to?: string;
        /**
         * from and to are days of payment, not of the order
         */
        days?: 'paid';
        cases?: 'open' | 'any';
        /**
         * money was confirmed by hand; a second person must agree
         */
        confirmation?: 'awaiting';
        /**
         * paid for and not delivered: units wait for cards, or a case is open
         */
        goods?: 'owed';
        tests?: 'only' | 'with';
        format: 'csv' | 'xlsx';
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/orders/export';
};

export type PostOrdersExportResponses = {
    /**
     * Default Response
     */
    200: unknown;
};

export type GetOrdersByOrderNumberData = {
    body?: never;
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}';
};

export type GetOrdersByOrderNumberErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetOrdersByOrderNumberError = GetOrdersByOrderNumberErrors[keyof GetOrdersByOrderNumberErrors];

export type GetOrdersByOrderNumberResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            order_number: string;
            state: string;
            is_test: boolean;
            /**
             * yuan
             */
            amount: number;
            /**
             * yuan
             */
            paid: number;
            /**
             * yuan
             */
            refunded: number;
            /**
             * promised to refunds that have not ended
             */
            reserved: number;
            /**
             * came again after the order was paid
             */
            duplicate: number;
            contact: string;
            phone: string;
            email: string | null;
            address: string;
            created_at: string;
            expires_at: string;
            closed_at: string | null;
            paid_at: string | null;
            paid_late: boolean;
            pay_type: string | null;
            trade_no: string | null;
            /**
             * units paid for that were not delivered
             */
            owed: number;
            coupon: {
                coupon_id: string;
                code: string;
                /**
                 * yuan
                 */
                discount: number;
            } | null;
            /**
             * where it was placed; null: in the main one
             */
            shop: {
                shop_id: string;
                name: string;
                host: string;
            } | null;
            lines: Array<{
                line_no: number;
                name: string;
                quantity: number;
                /**
                 * yuan
                 */
                amount: number;
                kind: 'license' | 'card' | 'content' | 'course';
                act: 'new' | 'renew' | 'upgrade';
                days: number | null;
                /**
                 * of renewals, upgrades and content; null: nothing was delivered yet
                 */
                state: 'done' | 'owed' | 'undone' | null;
                /**
                 * what it is bought for
                 */
                license: {
                    license_id: string;
                    key_masked: string;
                } | null;
                /**
                 * of an upgrade, what that licence was before
                 */
                from_name: string | null;
                /**
                 * of a course that was closed for its buyer by hand
                 */
                closed: {
                    at: string;
                    reason: string;
                } | null;
                /**
                 * taken off an upgrade for the time that was left
                 */
                credit: number;
            }>;
            licenses: Array<{
                license_id: string;
                key_masked: string;
                state: string;
                valid_until: string | null;
                /**
                 * days that begin to count at the first activation
                 */
                awaiting_days: number | null;
                max_devices: number;
            }>;
            cards: Array<{
                card_id: string;
                card_masked: string;
                product_id: string;
                package_id: string;
                state: 'delivered' | 'void';
            }>;
            attempts: Array<{
                channel: string;
                out_trade_no: string;
                state: string;
                seen: string;
                /**
                 * yuan
                 */
                amount: number;
            }>;
            refunds: Array<{
                refund_no: string;
                state: string;
                reason: string;
                /**
                 * yuan
                 */
                amount: number;
                planned_at: string;
            }>;
            cases: Array<{
                kind: string;
                ref: string;
                reason: string;
                state: string;
                amount: number | null;
                opened_at: string;
            }>;
            confirmations: Array<{
                state: 'awaiting' | 'applied' | 'rejected';
                channel: string;
                out_trade_no: string;
                reference: string;
                /**
                 * yuan
                 */
                amount: number;
                paid_at: string;
                evidence: string;
                asked_by: string;
                asked_at: string;
                decided_by: string | null;
            }>;
            /**
             * mails and messages to the buyer, the newest first
             */
            letters: Array<{
                kind: 'code' | 'delivered' | 'owed' | 'refunded';
                way: 'mail' | 'sms';
                state: 'pending' | 'sent' | 'failed';
                tries: number;
                created_at: string;
                ended_at: string | null;
                recipient: string | null;
                note: string | null;
            }>;
            /**
             * money confirmed or refunded above this needs a second person
             */
            approval_above: number | null;
        };
    };
};

export type GetOrdersByOrderNumberResponse = GetOrdersByOrderNumberResponses[keyof GetOrdersByOrderNumberResponses];

export type GetOrdersByOrderNumberTimelineData = {
    body?: never;
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/timeline';
};

export type GetOrdersByOrderNumberTimelineErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetOrdersByOrderNumberTimelineError = GetOrdersByOrderNumberTimelineErrors[keyof GetOrdersByOrderNumberTimelineErrors];

export type GetOrdersByOrderNumberTimelineResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                at: string;
                kind: 'placed' | 'attempt' | 'returned' | 'call' | 'notice' | 'fact' | 'witness' | 'paid' | 'closed' | 'case' | 'case_end' | 'refund' | 'refund_decided' | 'refund_end' | 'confirmation' | 'confirmation_decided' | 'delivery' | 'device' | 'action' | 'message' | 'message_try' | 'letter' | 'letter_try' | 'job';
                channel: string | null;
                ref: string | null;
                outcome: string | null;
                amount: number | null;
                who: string | null;
                note: string | null;
                ms: number | null;
                request: string | null;
                answer: string | null;
            }>;
            /**
             * there is more, older than what is listed
             */
            is_cut: boolean;
        };
    };
};

export type GetOrdersByOrderNumberTimelineResponse = GetOrdersByOrderNumberTimelineResponses[keyof GetOrdersByOrderNumberTimelineResponses];

export type PostOrdersByOrderNumberRedeliverData = {
    body: {
        reason: string;
    };
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/redeliver';
};

export type PostOrdersByOrderNumberRedeliverErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_paid: This order was not paid, or its money went back, so nothing is delivered
     * nothing_owed: No goods are missing. If a case about this order is open, decide it first
     * out_of_stock: Not enough in stock. Nothing was charged. Please order fewer or choose another package
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'order_not_paid' | 'nothing_owed' | 'out_of_stock';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOrdersByOrderNumberRedeliverError = PostOrdersByOrderNumberRedeliverErrors[keyof PostOrdersByOrderNumberRedeliverErrors];

export type PostOrdersByOrderNumberRedeliverResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            delivered: number;
        };
    };
};

export type PostOrdersByOrderNumberRedeliverResponse = PostOrdersByOrderNumberRedeliverResponses[keyof PostOrdersByOrderNumberRedeliverResponses];

export type PostOrdersByOrderNumberCancelData = {
    body: {
        reason: string;
    };
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/cancel';
};

export type PostOrdersByOrderNumberCancelErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_payable: This order can no longer be paid or cancelled. Please look at its current state
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'order_not_payable';
            field?: string;
            request_id: string;
        };
    };
    /**
     * gateway_unavailable: The payment service is not answering. Your order is kept, and a payment already made will be found. Please try again shortly
     */
    503: {
        success: false;
        message: string;
        error: {
            code: 'gateway_unavailable';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOrdersByOrderNumberCancelError = PostOrdersByOrderNumberCancelErrors[keyof PostOrdersByOrderNumberCancelErrors];

export type PostOrdersByOrderNumberCancelResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostOrdersByOrderNumberCancelResponse = PostOrdersByOrderNumberCancelResponses[keyof PostOrdersByOrderNumberCancelResponses];

export type PostOrdersByOrderNumberConfirmData = {
    body: {
        channel: string;
        out_trade_no: string;
        /**
         * the gateway's trade number, or your own word for this money
         */
        reference: string;
        amount: number | string;
        /**
         * yyyy-MM-dd HH:mm:ss, Asia/Shanghai
         */
        paid_at: string;
        evidence: string;
    };
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/confirm';
};

export type PostOrdersByOrderNumberConfirmErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_paid: This order is paid already. Please reload the page
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     * reference_used: This number names another payment already, so nothing was written. Please check it
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'order_paid' | 'conflict' | 'reference_used';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOrdersByOrderNumberConfirmError = PostOrdersByOrderNumberConfirmErrors[keyof PostOrdersByOrderNumberConfirmErrors];

export type PostOrdersByOrderNumberConfirmResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            state: 'applied' | 'awaiting';
        };
    };
};

export type PostOrdersByOrderNumberConfirmResponse = PostOrdersByOrderNumberConfirmResponses[keyof PostOrdersByOrderNumberConfirmResponses];

export type PostOrdersByOrderNumberConfirmDecideData = {
    body: {
        agree: boolean;
        reason: string;
    };
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/confirm/decide';
};

export type PostOrdersByOrderNumberConfirmDecideErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     * other_person_needed: Another person has to do this: whoever asked for it cannot agree to it
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required' | 'other_person_needed';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_paid: This order is paid already. Please reload the page
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     * reference_used: This number names another payment already, so nothing was written. Please check it
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'order_paid' | 'conflict' | 'reference_used';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOrdersByOrderNumberConfirmDecideError = PostOrdersByOrderNumberConfirmDecideErrors[keyof PostOrdersByOrderNumberConfirmDecideErrors];

export type PostOrdersByOrderNumberConfirmDecideResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostOrdersByOrderNumberConfirmDecideResponse = PostOrdersByOrderNumberConfirmDecideResponses[keyof PostOrdersByOrderNumberConfirmDecideResponses];

export type GetChannelsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/channels';
};

export type GetChannelsErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetChannelsError = GetChannelsErrors[keyof GetChannelsErrors];

export type GetChannelsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            channels: Array<{
                channel: string;
                gateway: string;
                sandbox: boolean;
                account: string | null;
                in_force: boolean;
            }>;
        };
    };
};

export type GetChannelsResponse = GetChannelsResponses[keyof GetChannelsResponses];

export type PostOrdersByOrderNumberCardsRevealData = {
    body: {
        card_id: string;
        reason: string;
    };
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/cards/reveal';
};

export type PostOrdersByOrderNumberCardsRevealErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * card_not_found: This card was not found. Please refresh the list and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'card_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOrdersByOrderNumberCardsRevealError = PostOrdersByOrderNumberCardsRevealErrors[keyof PostOrdersByOrderNumberCardsRevealErrors];

export type PostOrdersByOrderNumberCardsRevealResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            card: string;
        };
    };
};

export type PostOrdersByOrderNumberCardsRevealResponse = PostOrdersByOrderNumberCardsRevealResponses[keyof PostOrdersByOrderNumberCardsRevealResponses];

export type PostOrdersByOrderNumberLinkData = {
    body: {
        reason: string;
    };
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/link';
};

export type PostOrdersByOrderNumberLinkErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOrdersByOrderNumberLinkError = PostOrdersByOrderNumberLinkErrors[keyof PostOrdersByOrderNumberLinkErrors];

export type PostOrdersByOrderNumberLinkResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            url: string;
            valid_until: string;
        };
    };
};

export type PostOrdersByOrderNumberLinkResponse = PostOrdersByOrderNumberLinkResponses[keyof PostOrdersByOrderNumberLinkResponses];

export type PostOrdersByOrderNumberResendData = {
    body: {
        reason: string;
    };
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/resend';
};

export type PostOrdersByOrderNumberResendErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     * webhook_not_found: This was not found, or its webhook is not active. Please reload and look
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found' | 'webhook_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOrdersByOrderNumberResendError = PostOrdersByOrderNumberResendErrors[keyof PostOrdersByOrderNumberResendErrors];

export type PostOrdersByOrderNumberResendResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            messages: number;
        };
    };
};

export type PostOrdersByOrderNumberResendResponse = PostOrdersByOrderNumberResendResponses[keyof PostOrdersByOrderNumberResendResponses];

export type PostOrdersByOrderNumberCoursesByLineNoCloseData = {
    body: {
        reason: string;
    };
    path: {
        order_number: string;
        line_no: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/courses/{line_no}/close';
};

export type PostOrdersByOrderNumberCoursesByLineNoCloseErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * course_not_found: This course was not found, or it does not belong to this order
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'course_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * course_unchangeable: This course cannot be changed this way: it was closed or opened meanwhile, or its money went back. Please reload
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'course_unchangeable';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOrdersByOrderNumberCoursesByLineNoCloseError = PostOrdersByOrderNumberCoursesByLineNoCloseErrors[keyof PostOrdersByOrderNumberCoursesByLineNoCloseErrors];

export type PostOrdersByOrderNumberCoursesByLineNoCloseResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostOrdersByOrderNumberCoursesByLineNoCloseResponse = PostOrdersByOrderNumberCoursesByLineNoCloseResponses[keyof PostOrdersByOrderNumberCoursesByLineNoCloseResponses];

export type PostOrdersByOrderNumberCoursesByLineNoOpenData = {
    body: {
        reason: string;
    };
    path: {
        order_number: string;
        line_no: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/courses/{line_no}/open';
};

export type PostOrdersByOrderNumberCoursesByLineNoOpenErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * course_not_found: This course was not found, or it does not belong to this order
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'course_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * course_unchangeable: This course cannot be changed this way: it was closed or opened meanwhile, or its money went back. Please reload
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'course_unchangeable';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOrdersByOrderNumberCoursesByLineNoOpenError = PostOrdersByOrderNumberCoursesByLineNoOpenErrors[keyof PostOrdersByOrderNumberCoursesByLineNoOpenErrors];

export type PostOrdersByOrderNumberCoursesByLineNoOpenResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostOrdersByOrderNumberCoursesByLineNoOpenResponse = PostOrdersByOrderNumberCoursesByLineNoOpenResponses[keyof PostOrdersByOrderNumberCoursesByLineNoOpenResponses];

export type PostOrdersByOrderNumberLettersResendData = {
    body: {
        reason: string;
    };
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/letters/resend';
};

export type PostOrdersByOrderNumberLettersResendErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     * letter_not_found: There is no mail or message to send again: it is still on its way, or none can be sent
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found' | 'letter_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOrdersByOrderNumberLettersResendError = PostOrdersByOrderNumberLettersResendErrors[keyof PostOrdersByOrderNumberLettersResendErrors];

export type PostOrdersByOrderNumberLettersResendResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            letters: number;
        };
    };
};

export type PostOrdersByOrderNumberLettersResendResponse = PostOrdersByOrderNumberLettersResendResponses[keyof PostOrdersByOrderNumberLettersResendResponses];

export type PostSettingsLettersByWayTestData = {
    body: {
        phone?: string;
    };
    path: {
        way: 'mail' | 'sms';
    };
    query?: never;
    url: '/api/v1/admin/settings/letters/{way}/test';
};

export type PostSettingsLettersByWayTestErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * rate_limited: Too many requests. Please wait a moment and try again
     */
    429: {
        success: false;
        message: string;
        error: {
            code: 'rate_limited';
            field?: string;
            request_id: string;
        };
    };
    /**
     * code_unavailable: This shop cannot send codes this way. Please choose another way or contact the shop
     */
    503: {
        success: false;
        message: string;
        error: {
            code: 'code_unavailable';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSettingsLettersByWayTestError = PostSettingsLettersByWayTestErrors[keyof PostSettingsLettersByWayTestErrors];

export type PostSettingsLettersByWayTestResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            sent: boolean;
            /**
             * it stands on the page of the simulator alone
             */
            demo: boolean;
            /**
             * what the other side said, where it was not sent
             */
            says: string;
            findings: Array<string>;
        };
    };
};

export type PostSettingsLettersByWayTestResponse = PostSettingsLettersByWayTestResponses[keyof PostSettingsLettersByWayTestResponses];

export type GetCounterData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/counter';
};

export type GetCounterErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCounterError = GetCounterErrors[keyof GetCounterErrors];

export type GetCounterResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            gateways: Array<'alipay' | 'wechat'>;
            products: Array<{
                product_id: string;
                name: string;
                packages: Array<{
                    package_id: string;
                    name: string;
                    /**
                     * yuan
                     */
                    price: number;
                }>;
            }>;
        };
    };
};

export type GetCounterResponse = GetCounterResponses[keyof GetCounterResponses];

export type PostCounterOrdersData = {
    body: {
        product_id: string;
        package_id: string;
        quantity: number;
        contact_person?: string;
        phone: string;
        coupon_code?: string;
        /**
         * the same again is the same order
         */
        key: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/counter/orders';
};

export type PostCounterOrdersErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     * coupon_not_begun: This coupon cannot be used yet. Please use it then, or order without one
     * coupon_over: This coupon is over. Please use another, or order without one
     * coupon_minimum: The coupon asks for a larger order. Please order more, or order without it
     * coupon_other_products: This coupon is for other products. Please use another, or order without one
     * coupon_nothing_off: This coupon takes nothing off this order, so it was not used. Please order without it
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request' | 'coupon_not_begun' | 'coupon_over' | 'coupon_minimum' | 'coupon_other_products' | 'coupon_nothing_off';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     * coupon_not_found: There is no such coupon code, or it is switched off. Please check it, or order without one
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found' | 'package_not_found' | 'coupon_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * out_of_stock: Not enough in stock. Nothing was charged. Please order fewer or choose another package
     * purchase_limit: There is a limit for each phone number. Nothing was charged. Please order fewer
     * coupon_used_up: All uses of this coupon are taken. Please use another, or order without one
     * coupon_used_by_phone: This phone number has used the coupon already. Please use another, or order without one
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'out_of_stock' | 'purchase_limit' | 'coupon_used_up' | 'coupon_used_by_phone' | 'conflict';
            field?: string;
            request_id: string;
        };
    };
    /**
     * rate_limited: Too many requests. Please wait a moment and try again
     */
    429: {
        success: false;
        message: string;
        error: {
            code: 'rate_limited';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCounterOrdersError = PostCounterOrdersErrors[keyof PostCounterOrdersErrors];

export type PostCounterOrdersResponses = {
    /**
     * Default Response
     */
    201: {
        success: true;
        message: string;
        data: {
            order_number: string;
            state: 'ready' | 'asking' | 'password' | 'undoing' | 'refused' | 'unpaid' | 'paid' | 'returned' | 'over';
            /**
             * yuan, less the discount
             */
            amount: number;
            /**
             * what a coupon took off
             */
            discount: number;
            items: Array<{
                name: string;
                quantity: number;
            }>;
            /**
             * whose code was scanned last
             */
            gateway: 'alipay' | 'wechat' | null;
            /**
             * why the last charge took nothing
             */
            refused: {
                why: 'code' | 'balance' | 'buyer' | 'shop' | 'other';
                /**
                 * the gateway's own word
                 */
                code: string;
            } | null;
            /**
             * for the customer to confirm on the phone
             */
            seconds_left: number;
            paid_at: string | null;
            may_hand_over: boolean;
        };
    };
};

export type PostCounterOrdersResponse = PostCounterOrdersResponses[keyof PostCounterOrdersResponses];

export type PostCounterOrdersByOrderNumberChargeData = {
    body: {
        code: string;
    };
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/counter/orders/{order_number}/charge';
};

export type PostCounterOrdersByOrderNumberChargeErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     * pay_code_unknown: This is not a payment code this shop can take. Nothing was charged. Ask the customer to open the payment code in Alipay or WeChat, and scan again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request' | 'pay_code_unknown';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_payable: This order can no longer be paid or cancelled. Please look at its current state
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'order_not_payable';
            field?: string;
            request_id: string;
        };
    };
    /**
     * rate_limited: Too many requests. Please wait a moment and try again
     */
    429: {
        success: false;
        message: string;
        error: {
            code: 'rate_limited';
            field?: string;
            request_id: string;
        };
    };
    /**
     * payment_disabled: The shop has paused payments. Nothing was charged. Please try again later or contact the shop
     */
    503: {
        success: false;
        message: string;
        error: {
            code: 'payment_disabled';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCounterOrdersByOrderNumberChargeError = PostCounterOrdersByOrderNumberChargeErrors[keyof PostCounterOrdersByOrderNumberChargeErrors];

export type PostCounterOrdersByOrderNumberChargeResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            order_number: string;
            state: 'ready' | 'asking' | 'password' | 'undoing' | 'refused' | 'unpaid' | 'paid' | 'returned' | 'over';
            /**
             * yuan, less the discount
             */
            amount: number;
            /**
             * what a coupon took off
             */
            discount: number;
            items: Array<{
                name: string;
                quantity: number;
            }>;
            /**
             * whose code was scanned last
             */
            gateway: 'alipay' | 'wechat' | null;
            /**
             * why the last charge took nothing
             */
            refused: {
                why: 'code' | 'balance' | 'buyer' | 'shop' | 'other';
                /**
                 * the gateway's own word
                 */
                code: string;
            } | null;
            /**
             * for the customer to confirm on the phone
             */
            seconds_left: number;
            paid_at: string | null;
            may_hand_over: boolean;
        };
    };
};

export type PostCounterOrdersByOrderNumberChargeResponse = PostCounterOrdersByOrderNumberChargeResponses[keyof PostCounterOrdersByOrderNumberChargeResponses];

export type GetCounterOrdersByOrderNumberData = {
    body?: never;
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/counter/orders/{order_number}';
};

export type GetCounterOrdersByOrderNumberErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCounterOrdersByOrderNumberError = GetCounterOrdersByOrderNumberErrors[keyof GetCounterOrdersByOrderNumberErrors];

export type GetCounterOrdersByOrderNumberResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            order_number: string;
            state: 'ready' | 'asking' | 'password' | 'undoing' | 'refused' | 'unpaid' | 'paid' | 'returned' | 'over';
            /**
             * yuan, less the discount
             */
            amount: number;
            /**
             * what a coupon took off
             */
            discount: number;
            items: Array<{
                name: string;
                quantity: number;
            }>;
            /**
             * whose code was scanned last
             */
            gateway: 'alipay' | 'wechat' | null;
            /**
             * why the last charge took nothing
             */
            refused: {
                why: 'code' | 'balance' | 'buyer' | 'shop' | 'other';
                /**
                 * the gateway's own word
                 */
                code: string;
            } | null;
            /**
             * for the customer to confirm on the phone
             */
            seconds_left: number;
            paid_at: string | null;
            may_hand_over: boolean;
        };
    };
};

export type GetCounterOrdersByOrderNumberResponse = GetCounterOrdersByOrderNumberResponses[keyof GetCounterOrdersByOrderNumberResponses];

export type PostCounterOrdersByOrderNumberGoodsData = {
    body: {
        [key: string]: never;
    };
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/counter/orders/{order_number}/goods';
};

export type PostCounterOrdersByOrderNumberGoodsErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCounterOrdersByOrderNumberGoodsError = PostCounterOrdersByOrderNumberGoodsErrors[keyof PostCounterOrdersByOrderNumberGoodsErrors];

export type PostCounterOrdersByOrderNumberGoodsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            goods: Array<{
                name: string;
                text: string;
            }>;
        };
    };
};

export type PostCounterOrdersByOrderNumberGoodsResponse = PostCounterOrdersByOrderNumberGoodsResponses[keyof PostCounterOrdersByOrderNumberGoodsResponses];

export type GetOperatorsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/operators';
};

export type GetOperatorsErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetOperatorsError = GetOperatorsErrors[keyof GetOperatorsErrors];

export type GetOperatorsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                operator_id: string;
                email: string;
                name: string;
                role: 'owner' | 'finance' | 'support' | 'reader';
                state: 'active' | 'disabled';
                password_once: boolean;
                totp: boolean;
                passkeys: number;
                created_at: string;
                signed_in_at: string | null;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetOperatorsResponse = GetOperatorsResponses[keyof GetOperatorsResponses];

export type PostOperatorsData = {
    body: {
        email: string;
        name: string;
        role: 'owner' | 'finance' | 'support' | 'reader';
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/operators';
};

export type PostOperatorsErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'conflict';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOperatorsError = PostOperatorsErrors[keyof PostOperatorsErrors];

export type PostOperatorsResponses = {
    /**
     * Default Response
     */
    201: {
        success: true;
        message: string;
        data: {
            operator_id: string;
            email: string;
            one_time_password: string;
        };
    };
};

export type PostOperatorsResponse = PostOperatorsResponses[keyof PostOperatorsResponses];

export type PostOperatorsByOperatorIdChangeData = {
    body: {
        name?: string;
        role?: 'owner' | 'finance' | 'support' | 'reader';
        state?: 'active' | 'disabled';
        reason: string;
    };
    path: {
        operator_id: string;
    };
    query?: never;
    url: '/api/v1/admin/operators/{operator_id}/change';
};

export type PostOperatorsByOperatorIdChangeErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * operator_not_found: This operator was not found. Please reload the list
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'operator_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * last_owner: This is the last owner, so nothing was changed. Please make somebody else an owner first
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'last_owner';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOperatorsByOperatorIdChangeError = PostOperatorsByOperatorIdChangeErrors[keyof PostOperatorsByOperatorIdChangeErrors];

export type PostOperatorsByOperatorIdChangeResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostOperatorsByOperatorIdChangeResponse = PostOperatorsByOperatorIdChangeResponses[keyof PostOperatorsByOperatorIdChangeResponses];

export type PostOperatorsByOperatorIdResetFactorData = {
    body: {
        reason: string;
    };
    path: {
        operator_id: string;
    };
    query?: never;
    url: '/api/v1/admin/operators/{operator_id}/reset-factor';
};

export type PostOperatorsByOperatorIdResetFactorErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * operator_not_found: This operator was not found. Please reload the list
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'operator_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOperatorsByOperatorIdResetFactorError = PostOperatorsByOperatorIdResetFactorErrors[keyof PostOperatorsByOperatorIdResetFactorErrors];

export type PostOperatorsByOperatorIdResetFactorResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostOperatorsByOperatorIdResetFactorResponse = PostOperatorsByOperatorIdResetFactorResponses[keyof PostOperatorsByOperatorIdResetFactorResponses];

export type PostOperatorsByOperatorIdResetPasswordData = {
    body: {
        reason: string;
    };
    path: {
        operator_id: string;
    };
    query?: never;
    url: '/api/v1/admin/operators/{operator_id}/reset-password';
};

export type PostOperatorsByOperatorIdResetPasswordErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * operator_not_found: This operator was not found. Please reload the list
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'operator_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostOperatorsByOperatorIdResetPasswordError = PostOperatorsByOperatorIdResetPasswordErrors[keyof PostOperatorsByOperatorIdResetPasswordErrors];

export type PostOperatorsByOperatorIdResetPasswordResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            one_time_password: string;
        };
    };
};

export type PostOperatorsByOperatorIdResetPasswordResponse = PostOperatorsByOperatorIdResetPasswordResponses[keyof PostOperatorsByOperatorIdResetPasswordResponses];

export type GetAuditLogData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        operator?: string;
        /**
         * a whole action, or an area of actions
         */
        action?: string;
        subject?: string;
        from?: string;
        to?: string;
    };
    url: '/api/v1/admin/audit-log';
};

export type GetAuditLogErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetAuditLogError = GetAuditLogErrors[keyof GetAuditLogErrors];

export type GetAuditLogResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                seq: number;
                at: string;
                operator: string;
                action: 'account.passkey_add' | 'account.passkey_remove' | 'account.recovery_codes' | 'account.totp_off' | 'account.totp_on' | 'audit.run' | 'books.fetch' | 'books.import' | 'card.export' | 'card.import' | 'card.release' | 'card.remove' | 'card.reveal' | 'case.deliver' | 'case.refund' | 'case.returned' | 'case.same' | 'case.waive' | 'chapter.change' | 'chapter.create' | 'chapter.delete' | 'chapter.file' | 'chapter.move' | 'coupon.change' | 'coupon.create' | 'coupon.export' | 'course.close' | 'course.open' | 'customer.disable' | 'customer.enable' | 'customer.sign_out' | 'job.run' | 'license.batch' | 'license.batch_export' | 'license.export' | 'license.extend' | 'license.limit' | 'license.reissue' | 'license.resume' | 'license.reveal' | 'license.revoke' | 'license.rotate_key' | 'license.suspend' | 'license.transfer' | 'license.unbind' | 'operator.create' | 'operator.disable' | 'operator.enable' | 'operator.password' | 'operator.rename' | 'operator.reset_factor' | 'operator.reset_password' | 'operator.role' | 'order.cancel' | 'order.charge' | 'order.confirm' | 'order.confirm_agree' | 'order.confirm_reject' | 'order.export' | 'order.hand_over' | 'order.letters' | 'order.link' | 'order.place' | 'order.redeliver' | 'order.resend' | 'plan.change' | 'plan.content' | 'plan.create' | 'plan.delete' | 'plan.file' | 'plan.move' | 'product.change' | 'product.copy' | 'product.create' | 'product.delete' | 'product.move' | 'product.picture' | 'product.retire' | 'refund.approve' | 'refund.ask' | 'refund.cancel' | 'refund.reject' | 'session.end' | 'session.end_others' | 'session.sign_in' | 'session.sign_out' | 'session.step_up' | 'settings.payee_agree' | 'settings.payee_ask' | 'settings.payee_reject' | 'settings.save' | 'settings.test_letter' | 'settings.test_payment' | 'shop.add' | 'shop.change' | 'shop.close' | 'shop.logo' | 'shop.look' | 'shop.open' | 'webhook.add' | 'webhook.change' | 'webhook.pause' | 'webhook.remove' | 'webhook.resend' | 'webhook.resume' | 'webhook.rotate' | 'webhook.test';
                subject: string;
                reason: string;
                details: {
                    [key: string]: unknown;
                };
                address: string;
                request_id: string;
                /**
                 * chains this row to all before it
                 */
                hash: string;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetAuditLogResponse = GetAuditLogResponses[keyof GetAuditLogResponses];

export type GetSettingsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/settings';
};

export type GetSettingsErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSettingsError = GetSettingsErrors[keyof GetSettingsErrors];

export type GetSettingsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            mode: 'demo' | 'live';
            /**
             * where buyers reach the shop
             */
            site: string;
            fields: Array<{
                name: string;
                section: 'shop' | 'letters' | 'alipay' | 'wechat';
                label: string;
                input: 'line' | 'lines' | 'switch' | 'choice';
                choices: Array<string>;
                secret: boolean;
                source: 'environment' | 'saved' | 'default' | 'none';
                value: string | null;
                fallback: string | null;
                key: {
                    kind: 'private' | 'public' | 'certificate';
                    form: string;
                    bits: number;
                    fingerprint: string;
                    valid_until: string | null;
                } | null;
            }>;
            channels: Array<{
                id: string;
                kind: 'alipay' | 'wechat';
                account: string | null;
                offered: boolean;
                sandbox: boolean;
                demo: boolean;
                notify_url: string;
                return_url: string;
                /**
                 * the newest test that was paid with the settings that are in force
                 */
                tested: {
                    order_number: string;
                    paid_at: string;
                    notice_at: string | null;
                    refund_state: 'awaiting' | 'planned' | 'processing' | 'unknown' | 'done' | 'failed' | 'rejected' | 'cancelled' | null;
                } | null;
                /**
                 * the newest test that may be paid yet, or whose money has not gone back
                 */
                running: {
                    order_number: string;
                } | null;
            }>;
            problems: Array<{
                name: string;
                says: string;
            }>;
        };
    };
};

export type GetSettingsResponse = GetSettingsResponses[keyof GetSettingsResponses];

export type PostSettingsData = {
    body: {
        changes: {
            [key: string]: string | null;
        };
        confirmed?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/settings';
};

export type PostSettingsErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     * confirmation_required: From now on real money is taken. Please type the number of the account to confirm; nothing is saved yet
     * account_in_use: The account is in use. Not saved
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'conflict' | 'confirmation_required' | 'account_in_use';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSettingsError = PostSettingsErrors[keyof PostSettingsErrors];

export type PostSettingsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            saved: boolean;
            /**
             * for another owner; all stays as it is meanwhile
             */
            waits: boolean;
            problems: Array<{
                name: string;
                says: string;
            }>;
        };
    };
};

export type PostSettingsResponse = PostSettingsResponses[keyof PostSettingsResponses];

export type PostSettingsRecogniseData = {
    body: {
        text: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/settings/recognise';
};

export type PostSettingsRecogniseErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSettingsRecogniseError = PostSettingsRecogniseErrors[keyof PostSettingsRecogniseErrors];

export type PostSettingsRecogniseResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            key: {
                kind: 'private' | 'public' | 'certificate';
                form: string;
                bits: number;
                fingerprint: string;
                valid_until: string | null;
            } | null;
            wrong: string | null;
        };
    };
};

export type PostSettingsRecogniseResponse = PostSettingsRecogniseResponses[keyof PostSettingsRecogniseResponses];

export type PostSettingsKeysData = {
    body: {
        [key: string]: never;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/settings/keys';
};

export type PostSettingsKeysErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSettingsKeysError = PostSettingsKeysErrors[keyof PostSettingsKeysErrors];

export type PostSettingsKeysResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            private_key: string;
            public_key: string;
        };
    };
};

export type PostSettingsKeysResponse = PostSettingsKeysResponses[keyof PostSettingsKeysResponses];

export type PostSettingsChannelsByKindExamineData = {
    body: {
        changes: {
            [key: string]: string | null;
        };
    };
    path: {
        kind: 'alipay' | 'wechat';
    };
    query?: never;
    url: '/api/v1/admin/settings/channels/{kind}/examine';
};

export type PostSettingsChannelsByKindExamineErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'conflict';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSettingsChannelsByKindExamineError = PostSettingsChannelsByKindExamineErrors[keyof PostSettingsChannelsByKindExamineErrors];

export type PostSettingsChannelsByKindExamineResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            findings: Array<{
                level: 'ok' | 'warn' | 'bad';
                check: string;
                says: string;
            }>;
        };
    };
};

export type PostSettingsChannelsByKindExamineResponse = PostSettingsChannelsByKindExamineResponses[keyof PostSettingsChannelsByKindExamineResponses];

export type PostSettingsChannelsByKindTestPaymentsData = {
    body: {
        [key: string]: never;
    };
    path: {
        kind: 'alipay' | 'wechat';
    };
    query?: never;
    url: '/api/v1/admin/settings/channels/{kind}/test-payments';
};

export type PostSettingsChannelsByKindTestPaymentsErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * gateway_not_configured: This way to pay is not available. Nothing was charged. Please choose another or contact the shop
     * gateway_unavailable: The payment service is not answering. Your order is kept, and a payment already made will be found. Please try again shortly
     */
    503: {
        success: false;
        message: string;
        error: {
            code: 'gateway_not_configured' | 'gateway_unavailable';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSettingsChannelsByKindTestPaymentsError = PostSettingsChannelsByKindTestPaymentsErrors[keyof PostSettingsChannelsByKindTestPaymentsErrors];

export type PostSettingsChannelsByKindTestPaymentsResponses = {
    /**
     * Default Response
     */
    201: {
        success: true;
        message: string;
        data: {
            order_number: string;
            channel: string;
            payment_url: string | null;
            qr_code: string | null;
            qr_svg: string | null;
        };
    };
};

export type PostSettingsChannelsByKindTestPaymentsResponse = PostSettingsChannelsByKindTestPaymentsResponses[keyof PostSettingsChannelsByKindTestPaymentsResponses];

export type GetSettingsTestPaymentsByOrderNumberData = {
    body?: never;
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/settings/test-payments/{order_number}';
};

export type GetSettingsTestPaymentsByOrderNumberErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSettingsTestPaymentsByOrderNumberError = GetSettingsTestPaymentsByOrderNumberErrors[keyof GetSettingsTestPaymentsByOrderNumberErrors];

export type GetSettingsTestPaymentsByOrderNumberResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            order_number: string;
            channel: string | null;
            state: 'waiting' | 'closing' | 'paid' | 'cancelled' | 'expired' | 'refunded' | 'part_refunded';
            created_at: string;
            paid_at: string | null;
            trade_no: string | null;
            notice_at: string | null;
            witness: string | null;
            delivered: boolean;
            refund_state: 'awaiting' | 'planned' | 'processing' | 'unknown' | 'done' | 'failed' | 'rejected' | 'cancelled' | null;
        };
    };
};

export type GetSettingsTestPaymentsByOrderNumberResponse = GetSettingsTestPaymentsByOrderNumberResponses[keyof GetSettingsTestPaymentsByOrderNumberResponses];

export type PostSettingsTestPaymentsByOrderNumberRefundData = {
    body: {
        [key: string]: never;
    };
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/settings/test-payments/{order_number}/refund';
};

export type PostSettingsTestPaymentsByOrderNumberRefundErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_refundable: Nothing of this order can be refunded: it was never paid, or all of it has gone back
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'order_not_refundable';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSettingsTestPaymentsByOrderNumberRefundError = PostSettingsTestPaymentsByOrderNumberRefundErrors[keyof PostSettingsTestPaymentsByOrderNumberRefundErrors];

export type PostSettingsTestPaymentsByOrderNumberRefundResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: unknown;
        };
    };
};

export type PostSettingsTestPaymentsByOrderNumberRefundResponse = PostSettingsTestPaymentsByOrderNumberRefundResponses[keyof PostSettingsTestPaymentsByOrderNumberRefundResponses];

export type GetSettingsGoLiveData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/settings/go-live';
};

export type GetSettingsGoLiveErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSettingsGoLiveError = GetSettingsGoLiveErrors[keyof GetSettingsGoLiveErrors];

export type GetSettingsGoLiveResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            items: Array<{
                id: string;
                state: 'ok' | 'bad';
                says: string;
                place: 'security' | 'settings' | 'catalogue' | 'system';
            }>;
        };
    };
};

export type GetSettingsGoLiveResponse = GetSettingsGoLiveResponses[keyof GetSettingsGoLiveResponses];

export type GetLookData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * absent: the main one
         */
        shop?: string;
    };
    url: '/api/v1/admin/look';
};

export type GetLookErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * not_found: There is nothing at this address. Please check it and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetLookError = GetLookErrors[keyof GetLookErrors];

export type GetLookResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            /**
             * rrggbb; null: Keytill's own
             */
            accent: string | null;
            announcement: {
                zh: string;
                en: string;
            };
            /**
             * the last day it is shown; null: until it is taken away
             */
            announce_until: string | null;
            company: string;
            license_url: string;
            icp: string;
            police: string;
            links: Array<{
                name: {
                    zh: string;
                    en: string;
                };
                url: string;
            }>;
            /**
             * changes with everything but the logo
             */
            version: string;
            /**
             * as buyers read it
             */
            name: string;
            /**
             * the address of the logo
             */
            logo: string | null;
        };
    };
};

export type GetLookResponse = GetLookResponses[keyof GetLookResponses];

export type PostLookData = {
    body: {
        /**
         * rrggbb; null: Keytill's own
         */
        accent: string | null;
        announcement: {
            zh: string;
            en: string;
        };
        /**
         * the last day it is shown; null: until it is taken away
         */
        announce_until: string | null;
        company: string;
        license_url: string;
        icp: string;
        police: string;
        links: Array<{
            name: {
                zh: string;
                en: string;
            };
            url: string;
        }>;
        /**
         * absent: the main one
         */
        shop?: string;
        /**
         * as it was read
         */
        version?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/look';
};

export type PostLookErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * not_found: There is nothing at this address. Please check it and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * changed_meanwhile: Somebody else has just changed this, and your change is not saved. Please look at what stands now, then save again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'changed_meanwhile';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLookError = PostLookErrors[keyof PostLookErrors];

export type PostLookResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            /**
             * changes with everything but the logo
             */
            version: string;
        };
    };
};

export type PostLookResponse = PostLookResponses[keyof PostLookResponses];

export type PostLookLogoData = {
    body: {
        picture: string | null;
        /**
         * absent: the main one
         */
        shop?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/look/logo';
};

export type PostLookLogoErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     * picture_refused: The picture cannot be used. Please choose a PNG, JPEG or WebP of up to 1 MB, each side 16 to 4096 pixels
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request' | 'picture_refused';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * not_found: There is nothing at this address. Please check it and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLookLogoError = PostLookLogoErrors[keyof PostLookLogoErrors];

export type PostLookLogoResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostLookLogoResponse = PostLookLogoResponses[keyof PostLookLogoResponses];

export type GetShopsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/shops';
};

export type GetShopsErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetShopsError = GetShopsErrors[keyof GetShopsErrors];

export type GetShopsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            shops: Array<{
                /**
                 * null: the main one
                 */
                shop_id: string | null;
                /**
                 * with the port where it is not the usual one
                 */
                host: string;
                name: string;
                /**
                 * the ids of those it shows; null: all of them
                 */
                products: Array<string> | null;
                url: string;
                is_open: boolean;
                version: string;
            }>;
            products: Array<{
                product_id: string;
                name: string;
            }>;
        };
    };
};

export type GetShopsResponse = GetShopsResponses[keyof GetShopsResponses];

export type PostShopsData = {
    body: {
        /**
         * with the port where it is not the usual one
         */
        host: string;
        name: string;
        /**
         * the ids of those it shows; null: all of them
         */
        products: Array<string> | null;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/shops';
};

export type PostShopsErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * host_taken: Another shop answers at this host name already. Please choose another, or close that shop first
     * host_of_console: You are using the console at this host name. Please choose another, or first open the console at the address of the main shop
     * main_host_unset: The outside address of the site is not set. Please set it, restart, and add the shop then
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'host_taken' | 'host_of_console' | 'main_host_unset';
            field?: string;
            request_id: string;
        };
    };
};

export type PostShopsError = PostShopsErrors[keyof PostShopsErrors];

export type PostShopsResponses = {
    /**
     * Default Response
     */
    201: {
        success: true;
        message: string;
        data: {
            shop_id: string;
        };
    };
};

export type PostShopsResponse = PostShopsResponses[keyof PostShopsResponses];

export type PostShopsMainData = {
    body: {
        /**
         * the ids of those it shows; null: all of them
         */
        products: Array<string> | null;
        /**
         * as it was read
         */
        version?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/shops/main';
};

export type PostShopsMainErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * changed_meanwhile: Somebody else has just changed this, and your change is not saved. Please look at what stands now, then save again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'changed_meanwhile';
            field?: string;
            request_id: string;
        };
    };
};

export type PostShopsMainError = PostShopsMainErrors[keyof PostShopsMainErrors];

export type PostShopsMainResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostShopsMainResponse = PostShopsMainResponses[keyof PostShopsMainResponses];

export type PostShopsByShopIdData = {
    body: {
        /**
         * with the port where it is not the usual one
         */
        host: string;
        name: string;
        /**
         * the ids of those it shows; null: all of them
         */
        products: Array<string> | null;
        /**
         * as it was read
         */
        version?: string;
    };
    path: {
        shop_id: string;
    };
    query?: never;
    url: '/api/v1/admin/shops/{shop_id}';
};

export type PostShopsByShopIdErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * not_found: There is nothing at this address. Please check it and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * host_taken: Another shop answers at this host name already. Please choose another, or close that shop first
     * host_of_console: You are using the console at this host name. Please choose another, or first open the console at the address of the main shop
     * changed_meanwhile: Somebody else has just changed this, and your change is not saved. Please look at what stands now, then save again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'host_taken' | 'host_of_console' | 'changed_meanwhile';
            field?: string;
            request_id: string;
        };
    };
};

export type PostShopsByShopIdError = PostShopsByShopIdErrors[keyof PostShopsByShopIdErrors];

export type PostShopsByShopIdResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostShopsByShopIdResponse = PostShopsByShopIdResponses[keyof PostShopsByShopIdResponses];

export type PostShopsByShopIdOpenData = {
    body: {
        is_open: boolean;
    };
    path: {
        shop_id: string;
    };
    query?: never;
    url: '/api/v1/admin/shops/{shop_id}/open';
};

export type PostShopsByShopIdOpenErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * not_found: There is nothing at this address. Please check it and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * host_taken: Another shop answers at this host name already. Please choose another, or close that shop first
     * host_of_console: You are using the console at this host name. Please choose another, or first open the console at the address of the main shop
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'host_taken' | 'host_of_console';
            field?: string;
            request_id: string;
        };
    };
};

export type PostShopsByShopIdOpenError = PostShopsByShopIdOpenErrors[keyof PostShopsByShopIdOpenErrors];

export type PostShopsByShopIdOpenResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostShopsByShopIdOpenResponse = PostShopsByShopIdOpenResponses[keyof PostShopsByShopIdOpenResponses];

export type GetSettingsPayeeAsksData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/settings/payee-asks';
};

export type GetSettingsPayeeAsksErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSettingsPayeeAsksError = GetSettingsPayeeAsksErrors[keyof GetSettingsPayeeAsksErrors];

export type GetSettingsPayeeAsksResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                ask_id: string;
                kind: 'alipay' | 'wechat';
                /**
                 * where the money would go; whoever agrees types it
                 */
                account: string;
                asked_by: string;
                asked_at: string;
                changes: Array<{
                    name: string;
                    /**
                     * null for a secret
                     */
                    text: string | null;
                    key: {
                        kind: 'private' | 'public' | 'certificate';
                        form: string;
                        bits: number;
                        fingerprint: string;
                        valid_until: string | null;
                    } | null;
                    removed: boolean;
                }>;
                /**
                 * why this operator may not agree: they asked, or are an owner for less than a day
                 */
                refused: 'own' | 'recent' | null;
            }>;
        };
    };
};

export type GetSettingsPayeeAsksResponse = GetSettingsPayeeAsksResponses[keyof GetSettingsPayeeAsksResponses];

export type PostSettingsPayeeAsksByAskIdDecideData = {
    body: {
        agree: boolean;
        confirmed?: string;
    };
    path: {
        ask_id: string;
    };
    query?: never;
    url: '/api/v1/admin/settings/payee-asks/{ask_id}/decide';
};

export type PostSettingsPayeeAsksByAskIdDecideErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     * other_person_needed: Another person has to do this: whoever asked for it cannot agree to it
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required' | 'other_person_needed';
            field?: string;
            request_id: string;
        };
    };
    /**
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     * confirmation_required: From now on real money is taken. Please type the number of the account to confirm; nothing is saved yet
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'conflict' | 'confirmation_required';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSettingsPayeeAsksByAskIdDecideError = PostSettingsPayeeAsksByAskIdDecideErrors[keyof PostSettingsPayeeAsksByAskIdDecideErrors];

export type PostSettingsPayeeAsksByAskIdDecideResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            problems: Array<{
                name: string;
                says: string;
            }>;
        };
    };
};

export type PostSettingsPayeeAsksByAskIdDecideResponse = PostSettingsPayeeAsksByAskIdDecideResponses[keyof PostSettingsPayeeAsksByAskIdDecideResponses];

export type GetRefundsData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        from?: string;
        to?: string;
        search?: string;
        state?: 'awaiting' | 'planned' | 'processing' | 'unknown' | 'done' | 'failed' | 'rejected' | 'cancelled' | 'open';
        why?: 'duplicate' | 'late' | 'asked';
        min?: string;
        max?: string;
    };
    url: '/api/v1/admin/refunds';
};

export type GetRefundsErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetRefundsError = GetRefundsErrors[keyof GetRefundsErrors];

export type GetRefundsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                refund_no: string;
                order_number: string;
                channel: string;
                amount: number;
                state: 'awaiting' | 'planned' | 'processing' | 'unknown' | 'done' | 'failed' | 'rejected' | 'cancelled';
                why: 'duplicate' | 'late' | 'asked';
                asked_by: string;
                planned_at: string;
                settled_at: string | null;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetRefundsResponse = GetRefundsResponses[keyof GetRefundsResponses];

export type PostRefundsData = {
    body: {
        order_number: string;
        amount?: number | string;
        lines?: Array<{
            line_no: number;
            amount: number | string;
        }>;
        effect?: 'none' | 'suspend' | 'revoke';
        reason: string;
        request_key?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/refunds';
};

export type PostRefundsErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_refundable: Nothing of this order can be refunded: it was never paid, or all of it has gone back
     * license_built_upon: The licence of this order was renewed or upgraded since. Return that first, or choose yourself what becomes of the licence
     * refund_too_much: This is more than can be refunded. Nothing was sent back
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'order_not_refundable' | 'license_built_upon' | 'refund_too_much' | 'conflict';
            field?: string;
            request_id: string;
        };
    };
};

export type PostRefundsError = PostRefundsErrors[keyof PostRefundsErrors];

export type PostRefundsResponses = {
    /**
     * Default Response
     */
    201: {
        success: true;
        message: string;
        data: {
            refund_no: string;
            state: 'awaiting' | 'planned' | 'processing' | 'unknown' | 'done' | 'failed' | 'rejected' | 'cancelled';
        };
    };
};

export type PostRefundsResponse = PostRefundsResponses[keyof PostRefundsResponses];

export type GetRefundsByRefundNoData = {
    body?: never;
    path: {
        refund_no: string;
    };
    query?: never;
    url: '/api/v1/admin/refunds/{refund_no}';
};

export type GetRefundsByRefundNoErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * refund_not_found: This refund was not found. Please check its number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'refund_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetRefundsByRefundNoError = GetRefundsByRefundNoErrors[keyof GetRefundsByRefundNoErrors];

export type GetRefundsByRefundNoResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            refund_no: string;
            order_number: string;
            channel: string;
            amount: number;
            state: 'awaiting' | 'planned' | 'processing' | 'unknown' | 'done' | 'failed' | 'rejected' | 'cancelled';
            why: 'duplicate' | 'late' | 'asked';
            asked_by: string;
            planned_at: string;
            settled_at: string | null;
        } & {
            out_trade_no: string;
            gateway_trade_no: string;
            trouble: string | null;
            note: string;
            /**
             * of the goods; null: as their product says
             */
            effect: 'none' | 'suspend' | 'revoke' | null;
            /**
             * returned by a person, not by the gateway
             */
            by_hand: boolean;
            lines: Array<{
                line_no: number;
                name: string;
                amount: number;
            }>;
            order: {
                state: string;
                paid: number;
                refunded: number;
                reserved: number;
            };
            /**
             * when it is sent, or the gateway asked again
             */
            next_at: string | null;
            tries: number;
            case: {
                kind: string;
                ref: string;
            } | null;
            history: Array<{
                at: string;
                what: 'ask' | 'approve' | 'reject' | 'cancel' | 'done' | 'failed';
                by: string | null;
                reason: string;
            }>;
        };
    };
};

export type GetRefundsByRefundNoResponse = GetRefundsByRefundNoResponses[keyof GetRefundsByRefundNoResponses];

export type GetOrdersByOrderNumberRefundableData = {
    body?: never;
    path: {
        order_number: string;
    };
    query?: never;
    url: '/api/v1/admin/orders/{order_number}/refundable';
};

export type GetOrdersByOrderNumberRefundableErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * order_not_found: This order was not found. Please check the order number and the phone number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'order_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetOrdersByOrderNumberRefundableError = GetOrdersByOrderNumberRefundableErrors[keyof GetOrdersByOrderNumberRefundableErrors];

export type GetOrdersByOrderNumberRefundableResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            order_number: string;
            state: string;
            paid: number;
            refunded: number;
            /**
             * promised to refunds that have not ended
             */
            reserved: number;
            left: number;
            approval_above: number | null;
            lines: Array<{
                line_no: number;
                name: string;
                quantity: number;
                amount: number;
                left: number;
                effect: 'none' | 'suspend' | 'revoke';
            }>;
        };
    };
};

export type GetOrdersByOrderNumberRefundableResponse = GetOrdersByOrderNumberRefundableResponses[keyof GetOrdersByOrderNumberRefundableResponses];

export type PostRefundsByRefundNoApproveData = {
    body: {
        reason: string;
    };
    path: {
        refund_no: string;
    };
    query?: never;
    url: '/api/v1/admin/refunds/{refund_no}/approve';
};

export type PostRefundsByRefundNoApproveErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     * other_person_needed: Another person has to do this: whoever asked for it cannot agree to it
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required' | 'other_person_needed';
            field?: string;
            request_id: string;
        };
    };
    /**
     * refund_not_found: This refund was not found. Please check its number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'refund_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'conflict';
            field?: string;
            request_id: string;
        };
    };
};

export type PostRefundsByRefundNoApproveError = PostRefundsByRefundNoApproveErrors[keyof PostRefundsByRefundNoApproveErrors];

export type PostRefundsByRefundNoApproveResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostRefundsByRefundNoApproveResponse = PostRefundsByRefundNoApproveResponses[keyof PostRefundsByRefundNoApproveResponses];

export type PostRefundsByRefundNoRejectData = {
    body: {
        reason: string;
    };
    path: {
        refund_no: string;
    };
    query?: never;
    url: '/api/v1/admin/refunds/{refund_no}/reject';
};

export type PostRefundsByRefundNoRejectErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     * other_person_needed: Another person has to do this: whoever asked for it cannot agree to it
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required' | 'other_person_needed';
            field?: string;
            request_id: string;
        };
    };
    /**
     * refund_not_found: This refund was not found. Please check its number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'refund_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'conflict';
            field?: string;
            request_id: string;
        };
    };
};

export type PostRefundsByRefundNoRejectError = PostRefundsByRefundNoRejectErrors[keyof PostRefundsByRefundNoRejectErrors];

export type PostRefundsByRefundNoRejectResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostRefundsByRefundNoRejectResponse = PostRefundsByRefundNoRejectResponses[keyof PostRefundsByRefundNoRejectResponses];

export type PostRefundsByRefundNoCancelData = {
    body: {
        reason: string;
    };
    path: {
        refund_no: string;
    };
    query?: never;
    url: '/api/v1/admin/refunds/{refund_no}/cancel';
};

export type PostRefundsByRefundNoCancelErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     * other_person_needed: Another person has to do this: whoever asked for it cannot agree to it
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required' | 'other_person_needed';
            field?: string;
            request_id: string;
        };
    };
    /**
     * refund_not_found: This refund was not found. Please check its number
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'refund_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'conflict';
            field?: string;
            request_id: string;
        };
    };
};

export type PostRefundsByRefundNoCancelError = PostRefundsByRefundNoCancelErrors[keyof PostRefundsByRefundNoCancelErrors];

export type PostRefundsByRefundNoCancelResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostRefundsByRefundNoCancelResponse = PostRefundsByRefundNoCancelResponses[keyof PostRefundsByRefundNoCancelResponses];

export type GetCasesData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        from?: string;
        to?: string;
        search?: string;
        state?: 'open' | 'acting' | 'resolved' | 'waived' | 'pending';
        kind?: 'late' | 'duplicate' | 'over' | 'mismatch' | 'unmatched_bill' | 'missing_in_bill' | 'refund_unknown' | 'refund_failed';
    };
    url: '/api/v1/admin/cases';
};

export type GetCasesErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCasesError = GetCasesErrors[keyof GetCasesErrors];

export type GetCasesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                kind: 'late' | 'duplicate' | 'over' | 'mismatch' | 'unmatched_bill' | 'missing_in_bill' | 'refund_unknown' | 'refund_failed';
                ref: string;
                state: 'open' | 'acting' | 'resolved' | 'waived';
                reason: string;
                order_number: string | null;
                channel: string;
                amount: number | null;
                opened_at: string;
                resolved_at: string | null;
                /**
                 * who decided so, while another member must decide the same
                 */
                waive_asked_by: string | null;
                /**
                 * what they decided
                 */
                waive_asked_for: 'waive' | 'same' | 'returned' | null;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetCasesResponse = GetCasesResponses[keyof GetCasesResponses];

export type GetCasesByKindData = {
    body?: never;
    path: {
        kind: 'late' | 'duplicate' | 'over' | 'mismatch' | 'unmatched_bill' | 'missing_in_bill' | 'refund_unknown' | 'refund_failed';
    };
    query: {
        ref: string;
    };
    url: '/api/v1/admin/cases/{kind}';
};

export type GetCasesByKindErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * case_not_found: This case was not found. Please check its kind and reference
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'case_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCasesByKindError = GetCasesByKindErrors[keyof GetCasesByKindErrors];

export type GetCasesByKindResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            kind: 'late' | 'duplicate' | 'over' | 'mismatch' | 'unmatched_bill' | 'missing_in_bill' | 'refund_unknown' | 'refund_failed';
            ref: string;
            state: 'open' | 'acting' | 'resolved' | 'waived';
            reason: string;
            order_number: string | null;
            channel: string;
            amount: number | null;
            opened_at: string;
            resolved_at: string | null;
            /**
             * who decided so, while another member must decide the same
             */
            waive_asked_by: string | null;
            /**
             * what they decided
             */
            waive_asked_for: 'waive' | 'same' | 'returned' | null;
            out_trade_no: string;
            gateway_trade_no: string | null;
            note: string;
            decided_by: string | null;
            order: {
                state: string;
                paid: number;
                refunded: number;
            } | null;
            refund: {
                refund_no: string;
                state: string;
            } | null;
            difference: {
                day: string;
                says: string;
            } | null;
            /**
             * what may be decided now
             */
            decisions: Array<'deliver' | 'refund' | 'returned' | 'same' | 'waive'>;
            history: Array<{
                at: string;
                decision: string;
                by: string;
                reason: string;
            }>;
        };
    };
};

export type GetCasesByKindResponse = GetCasesByKindResponses[keyof GetCasesByKindResponses];

export type PostCasesByKindDecideData = {
    body: {
        ref: string;
        decision: 'deliver' | 'refund' | 'returned' | 'same' | 'waive';
        reason: string;
        amount?: number | string;
        effect?: 'none' | 'suspend' | 'revoke';
    };
    path: {
        kind: 'late' | 'duplicate' | 'over' | 'mismatch' | 'unmatched_bill' | 'missing_in_bill' | 'refund_unknown' | 'refund_failed';
    };
    query?: never;
    url: '/api/v1/admin/cases/{kind}/decide';
};

export type PostCasesByKindDecideErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     * other_person_needed: Another person has to do this: whoever asked for it cannot agree to it
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required' | 'other_person_needed';
            field?: string;
            request_id: string;
        };
    };
    /**
     * case_not_found: This case was not found. Please check its kind and reference
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'case_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     * out_of_stock: Not enough in stock. Nothing was charged. Please order fewer or choose another package
     * order_not_refundable: Nothing of this order can be refunded: it was never paid, or all of it has gone back
     * refund_too_much: This is more than can be refunded. Nothing was sent back
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'conflict' | 'out_of_stock' | 'order_not_refundable' | 'refund_too_much';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCasesByKindDecideError = PostCasesByKindDecideErrors[keyof PostCasesByKindDecideErrors];

export type PostCasesByKindDecideResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            outcome: 'decided' | 'asked';
        };
    };
};

export type PostCasesByKindDecideResponse = PostCasesByKindDecideResponses[keyof PostCasesByKindDecideResponses];

export type GetBooksDaysData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        from?: string;
        to?: string;
        channel?: string;
        state?: 'waiting' | 'balanced' | 'different' | 'unavailable';
    };
    url: '/api/v1/admin/books/days';
};

export type GetBooksDaysErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetBooksDaysError = GetBooksDaysErrors[keyof GetBooksDaysErrors];

export type GetBooksDaysResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                day: string;
                channel: string;
                state: 'waiting' | 'balanced' | 'different' | 'unavailable';
                trouble: string | null;
                compared_at: string;
                fetched_at: string | null;
                lines: number;
                /**
                 * payments and refunds that bill and books both have
                 */
                matched: number;
                healed: number;
                waiting: number;
                /**
                 * differences with a case
                 */
                open: number;
                resolved: number;
                /**
                 * the bill is being fetched or compared now
                 */
                is_busy: boolean;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetBooksDaysResponse = GetBooksDaysResponses[keyof GetBooksDaysResponses];

export type GetBooksDaysByChannelByDayData = {
    body?: never;
    path: {
        channel: string;
        day: string;
    };
    query?: never;
    url: '/api/v1/admin/books/days/{channel}/{day}';
};

export type GetBooksDaysByChannelByDayErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * not_found: There is nothing at this address. Please check it and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetBooksDaysByChannelByDayError = GetBooksDaysByChannelByDayErrors[keyof GetBooksDaysByChannelByDayErrors];

export type GetBooksDaysByChannelByDayResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            day: string;
            channel: string;
            state: 'waiting' | 'balanced' | 'different' | 'unavailable';
            trouble: string | null;
            compared_at: string;
            fetched_at: string | null;
            lines: number;
            /**
             * payments and refunds that bill and books both have
             */
            matched: number;
            healed: number;
            waiting: number;
            /**
             * differences with a case
             */
            open: number;
            resolved: number;
            /**
             * the bill is being fetched or compared now
             */
            is_busy: boolean;
            file_bytes: number | null;
            bill: {
                payments: number;
                payments_amount: number;
                refunds: number;
                refunds_amount: number;
            };
            books: {
                payments: number;
                payments_amount: number;
                refunds: number;
                refunds_amount: number;
            };
            matched_sums: {
                payments: number;
                payments_amount: number;
                refunds: number;
                refunds_amount: number;
            };
            /**
             * what the gateway kept, by its bill
             */
            fee: number;
            /**
             * the same by our ledger
             */
            ledger_fee: number;
            /**
             * what went to the merchant's bank, by the bill of movements
             */
            payouts: number;
            /**
             * the same by our ledger
             */
            ledger_payouts: number;
            /**
             * what the account held at the end of the day, by the bill of movements
             */
            closing: number | null;
            /**
             * the same by what it held before and what moved since by our ledger
             */
            ledger_closing: number | null;
            differences: Array<{
                kind: 'unknown_payment' | 'missing_payment' | 'amount' | 'unknown_refund' | 'missing_refund' | 'refund_amount' | 'totals' | 'foreign_sale' | 'funds';
                ref: string;
                state: 'healed' | 'waiting' | 'case' | 'resolved';
                says: string;
                ours: number | null;
                bill: number | null;
                order_number: string | null;
                refund_no: string | null;
                case: {
                    kind: string;
                    ref: string;
                } | null;
            }>;
            /**
             * there are more differences than are listed
             */
            is_cut: boolean;
        };
    };
};

export type GetBooksDaysByChannelByDayResponse = GetBooksDaysByChannelByDayResponses[keyof GetBooksDaysByChannelByDayResponses];

export type PostBooksDaysByChannelByDayFetchData = {
    body: {
        [key: string]: never;
    };
    path: {
        channel: string;
        day: string;
    };
    query?: never;
    url: '/api/v1/admin/books/days/{channel}/{day}/fetch';
};

export type PostBooksDaysByChannelByDayFetchErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * gateway_not_configured: This way to pay is not available. Nothing was charged. Please choose another or contact the shop
     */
    503: {
        success: false;
        message: string;
        error: {
            code: 'gateway_not_configured';
            field?: string;
            request_id: string;
        };
    };
};

export type PostBooksDaysByChannelByDayFetchError = PostBooksDaysByChannelByDayFetchErrors[keyof PostBooksDaysByChannelByDayFetchErrors];

export type PostBooksDaysByChannelByDayFetchResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostBooksDaysByChannelByDayFetchResponse = PostBooksDaysByChannelByDayFetchResponses[keyof PostBooksDaysByChannelByDayFetchResponses];

export type PostBooksDaysByChannelByDayImportData = {
    body: {
        /**
         * its bytes in base64: the archive or the table of Alipay or WeChat Pay
         */
        file: string;
    };
    path: {
        channel: string;
        day: string;
    };
    query?: never;
    url: '/api/v1/admin/books/days/{channel}/{day}/import';
};

export type PostBooksDaysByChannelByDayImportErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     * bill_unreadable: This is no bill of this channel, and nothing was imported. Please use the daily bill as downloaded from the gateway, unchanged
     * bill_of_other_account: The bill is of another account, and nothing was imported. Please download the bill of the account this channel belongs to
     * bill_of_other_day: The bill is not of this day, and nothing was imported. Please download the daily bill of this day
     * bill_contradicts_itself: The bill does not add up or is not complete, and nothing was imported. Please download it again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request' | 'bill_unreadable' | 'bill_of_other_account' | 'bill_of_other_day' | 'bill_contradicts_itself';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * bill_kept_differs: There is a bill of this day already, and this file differs from it, so nothing was imported. To have a newer one, fetch the bill again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'bill_kept_differs';
            field?: string;
            request_id: string;
        };
    };
    /**
     * gateway_not_configured: This way to pay is not available. Nothing was charged. Please choose another or contact the shop
     */
    503: {
        success: false;
        message: string;
        error: {
            code: 'gateway_not_configured';
            field?: string;
            request_id: string;
        };
    };
};

export type PostBooksDaysByChannelByDayImportError = PostBooksDaysByChannelByDayImportErrors[keyof PostBooksDaysByChannelByDayImportErrors];

export type PostBooksDaysByChannelByDayImportResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostBooksDaysByChannelByDayImportResponse = PostBooksDaysByChannelByDayImportResponses[keyof PostBooksDaysByChannelByDayImportResponses];

export type GetBooksLedgerData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        from?: string;
        to?: string;
        channel?: string;
    };
    url: '/api/v1/admin/books/ledger';
};

export type GetBooksLedgerErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetBooksLedgerError = GetBooksLedgerErrors[keyof GetBooksLedgerErrors];

export type GetBooksLedgerResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                day: string;
                channel: string;
                payments: number;
                payments_amount: number;
                refunds: number;
                refunds_amount: number;
                fee: number;
                /**
                 * what went to the merchant's bank
                 */
                payouts: number;
                /**
                 * what had come in and not gone out by the end of the day
                 */
                balance: number;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetBooksLedgerResponse = GetBooksLedgerResponses[keyof GetBooksLedgerResponses];

export type GetBooksChannelsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/books/channels';
};

export type GetBooksChannelsErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetBooksChannelsError = GetBooksChannelsErrors[keyof GetBooksChannelsErrors];

export type GetBooksChannelsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            channels: Array<string>;
        };
    };
};

export type GetBooksChannelsResponse = GetBooksChannelsResponses[keyof GetBooksChannelsResponses];

export type GetLicensesData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        /**
         * a whole licence key, order number, phone, device fingerprint or licence id
         */
        search?: string;
        /**
         * ending: within the next thirty days
         */
        status?: 'active' | 'not_begun' | 'expired' | 'suspended' | 'revoked' | 'ending';
        product?: string;
        batch?: string;
    };
    url: '/api/v1/admin/licenses';
};

export type GetLicensesErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetLicensesError = GetLicensesErrors[keyof GetLicensesErrors];

export type GetLicensesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                license_id: string;
                license_key_masked: string;
                /**
                 * null: it was made for a reseller
                 */
                order_number: string | null;
                product_id: string;
                package_id: string;
                name: string;
                status: 'active' | 'not_begun' | 'expired' | 'suspended' | 'revoked';
                valid_from: string;
                valid_until: string | null;
                /**
                 * days that begin to count at the first activation
                 */
                awaiting_days: number | null;
                max_devices: number;
                devices_used: number;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetLicensesResponse = GetLicensesResponses[keyof GetLicensesResponses];

export type PostLicensesExportData = {
    body: {
        /**
         * a whole licence key, order number, phone, device fingerprint or licence id
         */
        search?: string;
        /**
         * ending: within the next thirty days
         */
        status?: 'active' | 'not_begun' | 'expired' | 'suspended' | 'revoked' | 'ending';
        product?: string;
        batch?: string;
        format: 'csv' | 'xlsx';
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/licenses/export';
};

export type PostLicensesExportResponses = {
    /**
     * Default Response
     */
    200: unknown;
};

export type GetLicensesByLicenseIdData = {
    body?: never;
    path: {
        license_id: string;
    };
    query?: never;
    url: '/api/v1/admin/licenses/{license_id}';
};

export type GetLicensesByLicenseIdErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_not_found: This licence was not found. Please check the key
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'license_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetLicensesByLicenseIdError = GetLicensesByLicenseIdErrors[keyof GetLicensesByLicenseIdErrors];

export type GetLicensesByLicenseIdResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            license_id: string;
            license_key_masked: string;
            /**
             * null: it was made for a reseller
             */
            order_number: string | null;
            product_id: string;
            package_id: string;
            name: string;
            status: 'active' | 'not_begun' | 'expired' | 'suspended' | 'revoked';
            valid_from: string;
            valid_until: string | null;
            /**
             * days that begin to count at the first activation
             */
            awaiting_days: number | null;
            max_devices: number;
            devices_used: number;
            state: 'active' | 'suspended' | 'revoked';
            contact_person: string | null;
            phone: string | null;
            /**
             * null: whoever bought it has it still
             */
            transferred_at: string | null;
            /**
             * what is left out is as a plain package has it
             */
            terms: {
                starts?: 'purchase' | 'activation';
                /**
                 * yyyy-MM-dd, the last day; with validity_days null
                 */
                until?: string | null;
                /**
                 * one device too many is let in, with over_limit in the answer
                 */
                may_exceed?: boolean;
                seats?: 'bound' | 'floating';
                lease_seconds?: number;
                match?: 'exact' | 'any' | 'two' | 'most' | 'all';
                features?: Array<string>;
                /**
                 * one for each device
                 */
                trial?: boolean;
                /**
                 * "3" covers 3.x; null: every version
                 */
                version_max?: string | null;
                /**
                 * seats a buyer may free within 30 days; null: any number
                 */
                self_frees?: number | null;
                /**
                 * days an offline file is good for
                 */
                file_days?: number | null;
            };
            /**
             * all the money went back, so it cannot be resumed
             */
            refunded: boolean;
            batch: {
                batch_id: string;
                note: string;
            } | null;
            former_keys: Array<{
                license_key_masked: string;
                replaced_at: string;
            }>;
            devices: Array<{
                fingerprint: string;
                name: string | null;
                activated_at: string;
                last_seen_at: string;
                /**
                 * names of the parts it is known again by
                 */
                parts: Array<string>;
                /**
                 * null: its seat is bound
                 */
                lease_until: string | null;
                /**
                 * false: its lease is over, and the next one may take it
                 */
                holds_seat: boolean;
            }>;
            /**
             * renewals and upgrades that were paid
             */
            bought: Array<{
                order_number: string;
                act: 'renew' | 'upgrade';
                name: string;
                /**
                 * of an upgrade, what it was before
                 */
                from_name: string | null;
                /**
                 * null: for ever, or until a day
                 */
                days: number | null;
                amount: number;
                /**
                 * taken off an upgrade for the time that was left
                 */
                credit: number;
                paid_at: string;
                state: 'done' | 'owed' | 'undone';
            }>;
            /**
             * the newest first, at most 100
             */
            events: Array<{
                at: string;
                kind: 'activated' | 'deactivated' | 'filed' | 'suspended' | 'resumed' | 'revoked' | 'extended' | 'limited' | 'reissued' | 'renewed' | 'upgraded' | 'undone' | 'transferred' | 'expiring' | 'expired' | 'revealed';
                by: 'program' | 'buyer' | 'operator' | 'money' | 'clock';
                /**
                 * the operator, or the order whose money did it
                 */
                name: string | null;
                reason: string;
                device: string | null;
                /**
                 * that were added
                 */
                days: number | null;
                from: string | null;
                to: string | null;
            }>;
        };
    };
};

export type GetLicensesByLicenseIdResponse = GetLicensesByLicenseIdResponses[keyof GetLicensesByLicenseIdResponses];

export type PostLicensesByLicenseIdRevealData = {
    body: {
        [key: string]: never;
    };
    path: {
        license_id: string;
    };
    query?: never;
    url: '/api/v1/admin/licenses/{license_id}/reveal';
};

export type PostLicensesByLicenseIdRevealErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_not_found: This licence was not found. Please check the key
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'license_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLicensesByLicenseIdRevealError = PostLicensesByLicenseIdRevealErrors[keyof PostLicensesByLicenseIdRevealErrors];

export type PostLicensesByLicenseIdRevealResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            license_key: string;
        };
    };
};

export type PostLicensesByLicenseIdRevealResponse = PostLicensesByLicenseIdRevealResponses[keyof PostLicensesByLicenseIdRevealResponses];

export type PostLicensesByLicenseIdReissueData = {
    body: {
        reason: string;
        unbind_all?: boolean;
    };
    path: {
        license_id: string;
    };
    query?: never;
    url: '/api/v1/admin/licenses/{license_id}/reissue';
};

export type PostLicensesByLicenseIdReissueErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_not_found: This licence was not found. Please check the key
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'license_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_unchangeable: The licence is not in a state that allows this, so nothing was changed. Please reload and look
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'license_unchangeable';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLicensesByLicenseIdReissueError = PostLicensesByLicenseIdReissueErrors[keyof PostLicensesByLicenseIdReissueErrors];

export type PostLicensesByLicenseIdReissueResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            license_key: string;
        };
    };
};

export type PostLicensesByLicenseIdReissueResponse = PostLicensesByLicenseIdReissueResponses[keyof PostLicensesByLicenseIdReissueResponses];

export type PostLicensesByLicenseIdTransferData = {
    body: {
        reason: string;
        contact_person: string;
        phone: string;
    };
    path: {
        license_id: string;
    };
    query?: never;
    url: '/api/v1/admin/licenses/{license_id}/transfer';
};

export type PostLicensesByLicenseIdTransferErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_not_found: This licence was not found. Please check the key
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'license_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_unchangeable: The licence is not in a state that allows this, so nothing was changed. Please reload and look
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'license_unchangeable';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLicensesByLicenseIdTransferError = PostLicensesByLicenseIdTransferErrors[keyof PostLicensesByLicenseIdTransferErrors];

export type PostLicensesByLicenseIdTransferResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            license_key: string;
        };
    };
};

export type PostLicensesByLicenseIdTransferResponse = PostLicensesByLicenseIdTransferResponses[keyof PostLicensesByLicenseIdTransferResponses];

export type PostLicensesByLicenseIdRevokeData = {
    body: {
        reason: string;
    };
    path: {
        license_id: string;
    };
    query?: never;
    url: '/api/v1/admin/licenses/{license_id}/revoke';
};

export type PostLicensesByLicenseIdRevokeErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_not_found: This licence was not found. Please check the key
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'license_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_unchangeable: The licence is not in a state that allows this, so nothing was changed. Please reload and look
     * license_refunded: All money of the order has gone back, so the licence cannot be resumed. Nothing was changed
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'license_unchangeable' | 'license_refunded';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLicensesByLicenseIdRevokeError = PostLicensesByLicenseIdRevokeErrors[keyof PostLicensesByLicenseIdRevokeErrors];

export type PostLicensesByLicenseIdRevokeResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostLicensesByLicenseIdRevokeResponse = PostLicensesByLicenseIdRevokeResponses[keyof PostLicensesByLicenseIdRevokeResponses];

export type PostLicensesByLicenseIdSuspendData = {
    body: {
        reason: string;
    };
    path: {
        license_id: string;
    };
    query?: never;
    url: '/api/v1/admin/licenses/{license_id}/suspend';
};

export type PostLicensesByLicenseIdSuspendErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_not_found: This licence was not found. Please check the key
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'license_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_unchangeable: The licence is not in a state that allows this, so nothing was changed. Please reload and look
     * license_refunded: All money of the order has gone back, so the licence cannot be resumed. Nothing was changed
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'license_unchangeable' | 'license_refunded';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLicensesByLicenseIdSuspendError = PostLicensesByLicenseIdSuspendErrors[keyof PostLicensesByLicenseIdSuspendErrors];

export type PostLicensesByLicenseIdSuspendResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostLicensesByLicenseIdSuspendResponse = PostLicensesByLicenseIdSuspendResponses[keyof PostLicensesByLicenseIdSuspendResponses];

export type PostLicensesByLicenseIdResumeData = {
    body: {
        reason: string;
    };
    path: {
        license_id: string;
    };
    query?: never;
    url: '/api/v1/admin/licenses/{license_id}/resume';
};

export type PostLicensesByLicenseIdResumeErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_not_found: This licence was not found. Please check the key
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'license_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_unchangeable: The licence is not in a state that allows this, so nothing was changed. Please reload and look
     * license_refunded: All money of the order has gone back, so the licence cannot be resumed. Nothing was changed
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'license_unchangeable' | 'license_refunded';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLicensesByLicenseIdResumeError = PostLicensesByLicenseIdResumeErrors[keyof PostLicensesByLicenseIdResumeErrors];

export type PostLicensesByLicenseIdResumeResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostLicensesByLicenseIdResumeResponse = PostLicensesByLicenseIdResumeResponses[keyof PostLicensesByLicenseIdResumeResponses];

export type PostLicensesByLicenseIdExtendData = {
    body: {
        reason: string;
        days: number;
    };
    path: {
        license_id: string;
    };
    query?: never;
    url: '/api/v1/admin/licenses/{license_id}/extend';
};

export type PostLicensesByLicenseIdExtendErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_not_found: This licence was not found. Please check the key
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'license_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_unchangeable: The licence is not in a state that allows this, so nothing was changed. Please reload and look
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'license_unchangeable';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLicensesByLicenseIdExtendError = PostLicensesByLicenseIdExtendErrors[keyof PostLicensesByLicenseIdExtendErrors];

export type PostLicensesByLicenseIdExtendResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostLicensesByLicenseIdExtendResponse = PostLicensesByLicenseIdExtendResponses[keyof PostLicensesByLicenseIdExtendResponses];

export type PostLicensesByLicenseIdLimitData = {
    body: {
        reason: string;
        max_devices: number;
    };
    path: {
        license_id: string;
    };
    query?: never;
    url: '/api/v1/admin/licenses/{license_id}/limit';
};

export type PostLicensesByLicenseIdLimitErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_not_found: This licence was not found. Please check the key
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'license_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_unchangeable: The licence is not in a state that allows this, so nothing was changed. Please reload and look
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'license_unchangeable';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLicensesByLicenseIdLimitError = PostLicensesByLicenseIdLimitErrors[keyof PostLicensesByLicenseIdLimitErrors];

export type PostLicensesByLicenseIdLimitResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostLicensesByLicenseIdLimitResponse = PostLicensesByLicenseIdLimitResponses[keyof PostLicensesByLicenseIdLimitResponses];

export type PostLicensesByLicenseIdUnbindData = {
    body: {
        reason: string;
        fingerprint: string;
    };
    path: {
        license_id: string;
    };
    query?: never;
    url: '/api/v1/admin/licenses/{license_id}/unbind';
};

export type PostLicensesByLicenseIdUnbindErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * license_not_found: This licence was not found. Please check the key
     * device_not_found: This device is not activated. Please activate it first
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'license_not_found' | 'device_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLicensesByLicenseIdUnbindError = PostLicensesByLicenseIdUnbindErrors[keyof PostLicensesByLicenseIdUnbindErrors];

export type PostLicensesByLicenseIdUnbindResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostLicensesByLicenseIdUnbindResponse = PostLicensesByLicenseIdUnbindResponses[keyof PostLicensesByLicenseIdUnbindResponses];

export type GetLicenseBatchesData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
    };
    url: '/api/v1/admin/license-batches';
};

export type GetLicenseBatchesErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetLicenseBatchesError = GetLicenseBatchesErrors[keyof GetLicenseBatchesErrors];

export type GetLicenseBatchesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                batch_id: string;
                product_id: string;
                package_id: string;
                note: string;
                quantity: number;
                /**
                 * licences that have a device, or were taken back
                 */
                used: number;
                made_at: string;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetLicenseBatchesResponse = GetLicenseBatchesResponses[keyof GetLicenseBatchesResponses];

export type PostLicenseBatchesData = {
    body: {
        /**
         * made up by whoever asks; asked for again it is the same batch
         */
        batch_id: string;
        product_id: string;
        package_id: string;
        quantity: number;
        note: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/license-batches';
};

export type PostLicenseBatchesErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found' | 'package_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * conflict: This request conflicts with an earlier one, which stands. Please reload and try again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'conflict';
            field?: string;
            request_id: string;
        };
    };
};

export type PostLicenseBatchesError = PostLicenseBatchesErrors[keyof PostLicenseBatchesErrors];

export type PostLicenseBatchesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            /**
             * 0: it was made before
             */
            made: number;
        };
    };
};

export type PostLicenseBatchesResponse = PostLicenseBatchesResponses[keyof PostLicenseBatchesResponses];

export type PostLicenseBatchesByBatchIdExportData = {
    body: {
        [key: string]: never;
    };
    path: {
        batch_id: string;
    };
    query?: never;
    url: '/api/v1/admin/license-batches/{batch_id}/export';
};

export type PostLicenseBatchesByBatchIdExportResponses = {
    /**
     * Default Response
     */
    200: unknown;
};

export type GetCatalogueProductsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/catalogue/products';
};

export type GetCatalogueProductsErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCatalogueProductsError = GetCatalogueProductsErrors[keyof GetCatalogueProductsErrors];

export type GetCatalogueProductsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                product_id: string;
                name: {
                    zh: string;
                    en: string;
                };
                on_sale: boolean;
                /**
                 * the address of the picture
                 */
                picture: string | null;
                packages: number;
                packages_on_sale: number;
                price_from: number | null;
                price_to: number | null;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetCatalogueProductsResponse = GetCatalogueProductsResponses[keyof GetCatalogueProductsResponses];

export type PostCatalogueProductsData = {
    body: {
        product_id: string;
        name: {
            zh: string;
            /**
             * absent or blank: the Chinese
             */
            en?: string;
        };
        description: {
            zh: string;
            /**
             * absent or blank: the Chinese
             */
            en?: string;
        };
        late_policy: 'deliver' | 'refund' | 'hold';
        refund_effect: 'none' | 'suspend' | 'revoke';
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/catalogue/products';
};

export type PostCatalogueProductsErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * id_taken: This id is in use already. Please choose another
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'id_taken';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsError = PostCatalogueProductsErrors[keyof PostCatalogueProductsErrors];

export type PostCatalogueProductsResponses = {
    /**
     * Default Response
     */
    201: {
        success: true;
        message: string;
        data: {
            product_id: string;
        };
    };
};

export type PostCatalogueProductsResponse = PostCatalogueProductsResponses[keyof PostCatalogueProductsResponses];

export type GetCatalogueProductsByProductIdData = {
    body?: never;
    path: {
        product_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}';
};

export type GetCatalogueProductsByProductIdErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCatalogueProductsByProductIdError = GetCatalogueProductsByProductIdErrors[keyof GetCatalogueProductsByProductIdErrors];

export type GetCatalogueProductsByProductIdResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            product_id: string;
            /**
             * as it was told; refused with changed_meanwhile where another stands by now
             */
            version: string;
            name: {
                zh: string;
                en: string;
            };
            description: {
                zh: string;
                en: string;
            };
            late_policy: 'deliver' | 'refund' | 'hold';
            refund_effect: 'none' | 'suspend' | 'revoke';
            on_sale: boolean;
            /**
             * the address of the picture
             */
            picture: string | null;
            packages: Array<{
                package_id: string;
                /**
                 * as it was told; refused with changed_meanwhile where another stands by now
                 */
                version: string;
                name: {
                    zh: string;
                    en: string;
                };
                price: number;
                validity_days: number | null;
                max_devices: number;
                on_sale: boolean;
                /**
                 * what is delivered: a licence made on payment, a card that was imported, a text and files, or the chapters of the product
                 */
                kind: 'license' | 'card' | 'content' | 'course';
                /**
                 * units to sell from now on; null: any number. Not of cards
                 */
                stock_left: number | null;
                /**
                 * warn when no more than so many are left; null: never
                 */
                stock_warning: number | null;
                /**
                 * units one phone may have; null: any number
                 */
                phone_limit: number | null;
                price_tiers: Array<{
                    from: number;
                    price: number;
                }>;
                /**
                 * what is left out is as a plain package has it
                 */
                terms: {
                    starts?: 'purchase' | 'activation';
                    /**
                     * yyyy-MM-dd, the last day; with validity_days null
                     */
                    until?: string | null;
                    /**
                     * one device too many is let in, with over_limit in the answer
                     */
                    may_exceed?: boolean;
                    seats?: 'bound' | 'floating';
                    lease_seconds?: number;
                    match?: 'exact' | 'any' | 'two' | 'most' | 'all';
                    features?: Array<string>;
                    /**
                     * one for each device
                     */
                    trial?: boolean;
                    /**
                     * "3" covers 3.x; null: every version
                     */
                    version_max?: string | null;
                    /**
                     * seats a buyer may free within 30 days; null: any number
                     */
                    self_frees?: number | null;
                    /**
                     * days an offline file is good for
                     */
                    file_days?: number | null;
                };
                /**
                 * units sold, or kept for orders that may still be paid
                 */
                taken: number;
                /**
                 * false: content without a text or a file, or a course without a chapter, which is not sold
                 */
                has_goods: boolean;
            }>;
            history: Array<{
                seq: number;
                at: string;
                operator: string;
                action: string;
                details: {
                    [key: string]: unknown;
                };
            }>;
        };
    };
};

export type GetCatalogueProductsByProductIdResponse = GetCatalogueProductsByProductIdResponses[keyof GetCatalogueProductsByProductIdResponses];

export type PostCatalogueProductsByProductIdChangeData = {
    body: {
        name?: {
            zh: string;
            /**
             * absent or blank: the Chinese
             */
            en?: string;
        };
        description?: {
            zh: string;
            /**
             * absent or blank: the Chinese
             */
            en?: string;
        };
        late_policy?: 'deliver' | 'refund' | 'hold';
        refund_effect?: 'none' | 'suspend' | 'revoke';
        on_sale?: boolean;
        /**
         * as it was told; refused with changed_meanwhile where another stands by now
         */
        version?: string;
    };
    path: {
        product_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/change';
};

export type PostCatalogueProductsByProductIdChangeErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * changed_meanwhile: Somebody else has just changed this, and your change is not saved. Please look at what stands now, then save again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'changed_meanwhile';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdChangeError = PostCatalogueProductsByProductIdChangeErrors[keyof PostCatalogueProductsByProductIdChangeErrors];

export type PostCatalogueProductsByProductIdChangeResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdChangeResponse = PostCatalogueProductsByProductIdChangeResponses[keyof PostCatalogueProductsByProductIdChangeResponses];

export type PostCatalogueProductsByProductIdPictureData = {
    body: {
        picture: string | null;
    };
    path: {
        product_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/picture';
};

export type PostCatalogueProductsByProductIdPictureErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     * picture_refused: The picture cannot be used. Please choose a PNG, JPEG or WebP of up to 1 MB, each side 16 to 4096 pixels
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request' | 'picture_refused';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPictureError = PostCatalogueProductsByProductIdPictureErrors[keyof PostCatalogueProductsByProductIdPictureErrors];

export type PostCatalogueProductsByProductIdPictureResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdPictureResponse = PostCatalogueProductsByProductIdPictureResponses[keyof PostCatalogueProductsByProductIdPictureResponses];

export type PostCatalogueProductsByProductIdCopyData = {
    body: {
        product_id: string;
    };
    path: {
        product_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/copy';
};

export type PostCatalogueProductsByProductIdCopyErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * id_taken: This id is in use already. Please choose another
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'id_taken';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdCopyError = PostCatalogueProductsByProductIdCopyErrors[keyof PostCatalogueProductsByProductIdCopyErrors];

export type PostCatalogueProductsByProductIdCopyResponses = {
    /**
     * Default Response
     */
    201: {
        success: true;
        message: string;
        data: {
            product_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdCopyResponse = PostCatalogueProductsByProductIdCopyResponses[keyof PostCatalogueProductsByProductIdCopyResponses];

export type PostCatalogueProductsByProductIdMoveData = {
    body: {
        to: 'up' | 'down';
    };
    path: {
        product_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/move';
};

export type PostCatalogueProductsByProductIdMoveErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdMoveError = PostCatalogueProductsByProductIdMoveErrors[keyof PostCatalogueProductsByProductIdMoveErrors];

export type PostCatalogueProductsByProductIdMoveResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdMoveResponse = PostCatalogueProductsByProductIdMoveResponses[keyof PostCatalogueProductsByProductIdMoveResponses];

export type PostCatalogueProductsByProductIdDeleteData = {
    body: {
        [key: string]: never;
    };
    path: {
        product_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/delete';
};

export type PostCatalogueProductsByProductIdDeleteErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * already_ordered: It was ordered already and cannot be deleted. Take it off sale instead; orders and licences stay as they are
     * cards_left: It still has imported cards, so it cannot be deleted. Export and remove them first, or take it off sale
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'already_ordered' | 'cards_left';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdDeleteError = PostCatalogueProductsByProductIdDeleteErrors[keyof PostCatalogueProductsByProductIdDeleteErrors];

export type PostCatalogueProductsByProductIdDeleteResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdDeleteResponse = PostCatalogueProductsByProductIdDeleteResponses[keyof PostCatalogueProductsByProductIdDeleteResponses];

export type PostCataloguePreviewData = {
    body: {
        text: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/catalogue/preview';
};

export type PostCataloguePreviewErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCataloguePreviewError = PostCataloguePreviewErrors[keyof PostCataloguePreviewErrors];

export type PostCataloguePreviewResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            html: string;
        };
    };
};

export type PostCataloguePreviewResponse = PostCataloguePreviewResponses[keyof PostCataloguePreviewResponses];

export type PostCatalogueProductsByProductIdPackagesData = {
    body: {
        package_id: string;
        /**
         * what is delivered: a licence made on payment, a card that was imported, a text and files, or the chapters of the product
         */
        kind?: 'license' | 'card' | 'content' | 'course';
        name: {
            zh: string;
            /**
             * absent or blank: the Chinese
             */
            en?: string;
        };
        price: number | string;
        /**
         * null: for ever
         */
        validity_days: number | null;
        max_devices: number;
        on_sale: boolean;
        /**
         * units to sell from now on; null: any number. Not of cards
         */
        stock_left?: number | null;
        /**
         * warn when no more than so many are left; null: never
         */
        stock_warning?: number | null;
        /**
         * units one phone may have; null: any number
         */
        phone_limit?: number | null;
        /**
         * what each unit costs from so many units on, each less than the one before
         */
        price_tiers?: Array<{
            from: number;
            price: number | string;
        }>;
        /**
         * what is left out is as a plain package has it
         */
        terms?: {
            starts?: 'purchase' | 'activation';
            /**
             * yyyy-MM-dd, the last day; with validity_days null
             */
            until?: string | null;
            /**
             * one device too many is let in, with over_limit in the answer
             */
            may_exceed?: boolean;
            seats?: 'bound' | 'floating';
            lease_seconds?: number;
            match?: 'exact' | 'any' | 'two' | 'most' | 'all';
            features?: Array<string>;
            /**
             * one for each device
             */
            trial?: boolean;
            /**
             * "3" covers 3.x; null: every version
             */
            version_max?: string | null;
            /**
             * seats a buyer may free within 30 days; null: any number
             */
            self_frees?: number | null;
            /**
             * days an offline file is good for
             */
            file_days?: number | null;
        };
    };
    path: {
        product_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages';
};

export type PostCatalogueProductsByProductIdPackagesErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * id_taken: This id is in use already. Please choose another
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'id_taken';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesError = PostCatalogueProductsByProductIdPackagesErrors[keyof PostCatalogueProductsByProductIdPackagesErrors];

export type PostCatalogueProductsByProductIdPackagesResponses = {
    /**
     * Default Response
     */
    201: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesResponse = PostCatalogueProductsByProductIdPackagesResponses[keyof PostCatalogueProductsByProductIdPackagesResponses];

export type PostCatalogueProductsByProductIdPackagesByPackageIdChangeData = {
    body: {
        name?: {
            zh: string;
            /**
             * absent or blank: the Chinese
             */
            en?: string;
        };
        price?: number | string;
        /**
         * null: for ever
         */
        validity_days?: number | null;
        max_devices?: number;
        on_sale?: boolean;
        /**
         * units to sell from now on; null: any number. Not of cards
         */
        stock_left?: number | null;
        /**
         * warn when no more than so many are left; null: never
         */
        stock_warning?: number | null;
        /**
         * units one phone may have; null: any number
         */
        phone_limit?: number | null;
        /**
         * what each unit costs from so many units on, each less than the one before
         */
        price_tiers?: Array<{
            from: number;
            price: number | string;
        }>;
        /**
         * what is left out is as a plain package has it
         */
        terms?: {
            starts?: 'purchase' | 'activation';
            /**
             * yyyy-MM-dd, the last day; with validity_days null
             */
            until?: string | null;
            /**
             * one device too many is let in, with over_limit in the answer
             */
            may_exceed?: boolean;
            seats?: 'bound' | 'floating';
            lease_seconds?: number;
            match?: 'exact' | 'any' | 'two' | 'most' | 'all';
            features?: Array<string>;
            /**
             * one for each device
             */
            trial?: boolean;
            /**
             * "3" covers 3.x; null: every version
             */
            version_max?: string | null;
            /**
             * seats a buyer may free within 30 days; null: any number
             */
            self_frees?: number | null;
            /**
             * days an offline file is good for
             */
            file_days?: number | null;
        };
        /**
         * as it was told; refused with changed_meanwhile where another stands by now
         */
        version?: string;
    };
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/change';
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdChangeErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found' | 'package_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * changed_meanwhile: Somebody else has just changed this, and your change is not saved. Please look at what stands now, then save again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'changed_meanwhile';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdChangeError = PostCatalogueProductsByProductIdPackagesByPackageIdChangeErrors[keyof PostCatalogueProductsByProductIdPackagesByPackageIdChangeErrors];

export type PostCatalogueProductsByProductIdPackagesByPackageIdChangeResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdChangeResponse = PostCatalogueProductsByProductIdPackagesByPackageIdChangeResponses[keyof PostCatalogueProductsByProductIdPackagesByPackageIdChangeResponses];

export type PostCatalogueProductsByProductIdPackagesByPackageIdMoveData = {
    body: {
        to: 'up' | 'down';
    };
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/move';
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdMoveErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found' | 'package_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdMoveError = PostCatalogueProductsByProductIdPackagesByPackageIdMoveErrors[keyof PostCatalogueProductsByProductIdPackagesByPackageIdMoveErrors];

export type PostCatalogueProductsByProductIdPackagesByPackageIdMoveResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdMoveResponse = PostCatalogueProductsByProductIdPackagesByPackageIdMoveResponses[keyof PostCatalogueProductsByProductIdPackagesByPackageIdMoveResponses];

export type PostCatalogueProductsByProductIdPackagesByPackageIdDeleteData = {
    body: {
        [key: string]: never;
    };
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/delete';
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdDeleteErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found' | 'package_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * already_ordered: It was ordered already and cannot be deleted. Take it off sale instead; orders and licences stay as they are
     * cards_left: It still has imported cards, so it cannot be deleted. Export and remove them first, or take it off sale
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'already_ordered' | 'cards_left';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdDeleteError = PostCatalogueProductsByProductIdPackagesByPackageIdDeleteErrors[keyof PostCatalogueProductsByProductIdPackagesByPackageIdDeleteErrors];

export type PostCatalogueProductsByProductIdPackagesByPackageIdDeleteResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdDeleteResponse = PostCatalogueProductsByProductIdPackagesByPackageIdDeleteResponses[keyof PostCatalogueProductsByProductIdPackagesByPackageIdDeleteResponses];

export type GetCatalogueProductsByProductIdPackagesByPackageIdContentData = {
    body?: never;
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/content';
};

export type GetCatalogueProductsByProductIdPackagesByPackageIdContentErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found' | 'package_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCatalogueProductsByProductIdPackagesByPackageIdContentError = GetCatalogueProductsByProductIdPackagesByPackageIdContentErrors[keyof GetCatalogueProductsByProductIdPackagesByPackageIdContentErrors];

export type GetCatalogueProductsByProductIdPackagesByPackageIdContentResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            text: string;
            files: Array<{
                file_id: string;
                name: string;
                bytes: number;
            }>;
        };
    };
};

export type GetCatalogueProductsByProductIdPackagesByPackageIdContentResponse = GetCatalogueProductsByProductIdPackagesByPackageIdContentResponses[keyof GetCatalogueProductsByProductIdPackagesByPackageIdContentResponses];

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentData = {
    body: {
        text: string;
    };
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/content';
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found' | 'package_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentError = PostCatalogueProductsByProductIdPackagesByPackageIdContentErrors[keyof PostCatalogueProductsByProductIdPackagesByPackageIdContentErrors];

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentResponse = PostCatalogueProductsByProductIdPackagesByPackageIdContentResponses[keyof PostCatalogueProductsByProductIdPackagesByPackageIdContentResponses];

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesData = {
    body: {
        name: string;
        file: string;
    };
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/content/files';
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found' | 'package_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesError = PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesErrors[keyof PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesErrors];

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            file_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesResponse = PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesResponses[keyof PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesResponses];

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteData = {
    body: {
        [key: string]: never;
    };
    path: {
        product_id: string;
        package_id: string;
        file_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/content/files/{file_id}/delete';
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     * file_not_found: This file was not found; the shop may have removed it
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found' | 'package_not_found' | 'file_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteError = PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteErrors[keyof PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteErrors];

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteResponse = PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteResponses[keyof PostCatalogueProductsByProductIdPackagesByPackageIdContentFilesByFileIdDeleteResponses];

export type GetCatalogueProductsByProductIdChaptersData = {
    body?: never;
    path: {
        product_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters';
};

export type GetCatalogueProductsByProductIdChaptersErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCatalogueProductsByProductIdChaptersError = GetCatalogueProductsByProductIdChaptersErrors[keyof GetCatalogueProductsByProductIdChaptersErrors];

export type GetCatalogueProductsByProductIdChaptersResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                chapter_id: string;
                name: {
                    zh: string;
                    en: string;
                };
                is_preview: boolean;
                has_text: boolean;
                has_video: boolean;
                files: number;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetCatalogueProductsByProductIdChaptersResponse = GetCatalogueProductsByProductIdChaptersResponses[keyof GetCatalogueProductsByProductIdChaptersResponses];

export type PostCatalogueProductsByProductIdChaptersData = {
    body: {
        name: {
            zh: string;
            /**
             * absent or blank: the Chinese
             */
            en?: string;
        };
        /**
         * Markdown; '': none
         */
        text: string;
        /**
         * an https address; '': none
         */
        video: string;
        /**
         * open to everybody who looks at the product
         */
        is_preview: boolean;
    };
    path: {
        product_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters';
};

export type PostCatalogueProductsByProductIdChaptersErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersError = PostCatalogueProductsByProductIdChaptersErrors[keyof PostCatalogueProductsByProductIdChaptersErrors];

export type PostCatalogueProductsByProductIdChaptersResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            chapter_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersResponse = PostCatalogueProductsByProductIdChaptersResponses[keyof PostCatalogueProductsByProductIdChaptersResponses];

export type GetCatalogueProductsByProductIdChaptersByChapterIdData = {
    body?: never;
    path: {
        product_id: string;
        chapter_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}';
};

export type GetCatalogueProductsByProductIdChaptersByChapterIdErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * chapter_not_found: This chapter was not found; it may have been deleted. Please refresh and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'chapter_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCatalogueProductsByProductIdChaptersByChapterIdError = GetCatalogueProductsByProductIdChaptersByChapterIdErrors[keyof GetCatalogueProductsByProductIdChaptersByChapterIdErrors];

export type GetCatalogueProductsByProductIdChaptersByChapterIdResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            chapter_id: string;
            /**
             * as it was told; refused with changed_meanwhile where another stands by now
             */
            version: string;
            name: {
                zh: string;
                en: string;
            };
            text: string;
            video: string;
            is_preview: boolean;
            files: Array<{
                file_id: string;
                name: string;
                bytes: number;
            }>;
        };
    };
};

export type GetCatalogueProductsByProductIdChaptersByChapterIdResponse = GetCatalogueProductsByProductIdChaptersByChapterIdResponses[keyof GetCatalogueProductsByProductIdChaptersByChapterIdResponses];

export type PostCatalogueProductsByProductIdChaptersByChapterIdChangeData = {
    body: {
        name: {
            zh: string;
            /**
             * absent or blank: the Chinese
             */
            en?: string;
        };
        /**
         * Markdown; '': none
         */
        text: string;
        /**
         * an https address; '': none
         */
        video: string;
        /**
         * open to everybody who looks at the product
         */
        is_preview: boolean;
        /**
         * as it was told; refused with changed_meanwhile where another stands by now
         */
        version?: string;
    };
    path: {
        product_id: string;
        chapter_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}/change';
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdChangeErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * chapter_not_found: This chapter was not found; it may have been deleted. Please refresh and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'chapter_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * changed_meanwhile: Somebody else has just changed this, and your change is not saved. Please look at what stands now, then save again
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'changed_meanwhile';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdChangeError = PostCatalogueProductsByProductIdChaptersByChapterIdChangeErrors[keyof PostCatalogueProductsByProductIdChaptersByChapterIdChangeErrors];

export type PostCatalogueProductsByProductIdChaptersByChapterIdChangeResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdChangeResponse = PostCatalogueProductsByProductIdChaptersByChapterIdChangeResponses[keyof PostCatalogueProductsByProductIdChaptersByChapterIdChangeResponses];

export type PostCatalogueProductsByProductIdChaptersByChapterIdMoveData = {
    body: {
        to: 'up' | 'down';
    };
    path: {
        product_id: string;
        chapter_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}/move';
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdMoveErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * chapter_not_found: This chapter was not found; it may have been deleted. Please refresh and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'chapter_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdMoveError = PostCatalogueProductsByProductIdChaptersByChapterIdMoveErrors[keyof PostCatalogueProductsByProductIdChaptersByChapterIdMoveErrors];

export type PostCatalogueProductsByProductIdChaptersByChapterIdMoveResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdMoveResponse = PostCatalogueProductsByProductIdChaptersByChapterIdMoveResponses[keyof PostCatalogueProductsByProductIdChaptersByChapterIdMoveResponses];

export type PostCatalogueProductsByProductIdChaptersByChapterIdDeleteData = {
    body: {
        [key: string]: never;
    };
    path: {
        product_id: string;
        chapter_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}/delete';
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdDeleteErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * chapter_not_found: This chapter was not found; it may have been deleted. Please refresh and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'chapter_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdDeleteError = PostCatalogueProductsByProductIdChaptersByChapterIdDeleteErrors[keyof PostCatalogueProductsByProductIdChaptersByChapterIdDeleteErrors];

export type PostCatalogueProductsByProductIdChaptersByChapterIdDeleteResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdDeleteResponse = PostCatalogueProductsByProductIdChaptersByChapterIdDeleteResponses[keyof PostCatalogueProductsByProductIdChaptersByChapterIdDeleteResponses];

export type PostCatalogueProductsByProductIdChaptersByChapterIdFilesData = {
    body: {
        name: string;
        file: string;
    };
    path: {
        product_id: string;
        chapter_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}/files';
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdFilesErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * chapter_not_found: This chapter was not found; it may have been deleted. Please refresh and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'chapter_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdFilesError = PostCatalogueProductsByProductIdChaptersByChapterIdFilesErrors[keyof PostCatalogueProductsByProductIdChaptersByChapterIdFilesErrors];

export type PostCatalogueProductsByProductIdChaptersByChapterIdFilesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            file_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdFilesResponse = PostCatalogueProductsByProductIdChaptersByChapterIdFilesResponses[keyof PostCatalogueProductsByProductIdChaptersByChapterIdFilesResponses];

export type PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteData = {
    body: {
        [key: string]: never;
    };
    path: {
        product_id: string;
        chapter_id: string;
        file_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/chapters/{chapter_id}/files/{file_id}/delete';
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * chapter_not_found: This chapter was not found; it may have been deleted. Please refresh and try again
     * file_not_found: This file was not found; the shop may have removed it
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'chapter_not_found' | 'file_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteError = PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteErrors[keyof PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteErrors];

export type PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteResponse = PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteResponses[keyof PostCatalogueProductsByProductIdChaptersByChapterIdFilesByFileIdDeleteResponses];

export type GetCatalogueProductsByProductIdPackagesByPackageIdCardsData = {
    body?: never;
    path: {
        product_id: string;
        package_id: string;
    };
    query?: {
        after?: string;
        limit?: string;
        state?: 'free' | 'held' | 'delivered' | 'void';
        order_number?: string;
        batch?: string;
        /**
         * a whole card
         */
        search?: string;
    };
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards';
};

export type GetCatalogueProductsByProductIdPackagesByPackageIdCardsErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCatalogueProductsByProductIdPackagesByPackageIdCardsError = GetCatalogueProductsByProductIdPackagesByPackageIdCardsErrors[keyof GetCatalogueProductsByProductIdPackagesByPackageIdCardsErrors];

export type GetCatalogueProductsByProductIdPackagesByPackageIdCardsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                card_id: string;
                card_masked: string;
                batch: string;
                state: 'free' | 'held' | 'delivered' | 'void';
                order_number: string | null;
                imported_at: string;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetCatalogueProductsByProductIdPackagesByPackageIdCardsResponse = GetCatalogueProductsByProductIdPackagesByPackageIdCardsResponses[keyof GetCatalogueProductsByProductIdPackagesByPackageIdCardsResponses];

export type GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesData = {
    body?: never;
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/batches';
};

export type GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesError = GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesErrors[keyof GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesErrors];

export type GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                batch: string;
                imported_at: string;
                free: number;
                held: number;
                delivered: number;
                void: number;
            }>;
        };
    };
};

export type GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesResponse = GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesResponses[keyof GetCatalogueProductsByProductIdPackagesByPackageIdCardsBatchesResponses];

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportData = {
    body: {
        text: string;
        form: 'lines' | 'csv';
        batch: string;
        first_line?: number;
    };
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/import';
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found' | 'package_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportError = PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportErrors[keyof PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportErrors];

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            imported: number;
            twice: {
                count: number;
                /**
                 * lines that stand further up in the same list; the first thousand
                 */
                lines: Array<number>;
            };
            known: {
                count: number;
                /**
                 * lines the shop has had before; the first thousand
                 */
                lines: Array<number>;
            };
            unreadable: {
                count: number;
                /**
                 * lines that are no card; the first thousand
                 */
                lines: Array<number>;
            };
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportResponse = PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportResponses[keyof PostCatalogueProductsByProductIdPackagesByPackageIdCardsImportResponses];

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealData = {
    body: {
        card_id: string;
    };
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/reveal';
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * card_not_found: This card was not found. Please refresh the list and try again
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'card_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealError = PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealErrors[keyof PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealErrors];

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            card: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealResponse = PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealResponses[keyof PostCatalogueProductsByProductIdPackagesByPackageIdCardsRevealResponses];

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsExportData = {
    body: {
        reason: string;
        /**
         * held: since a restore, because it may have been sold; free when left out
         */
        state?: 'free' | 'held';
    };
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/export';
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsExportResponses = {
    /**
     * Default Response
     */
    200: unknown;
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveData = {
    body: {
        reason: string;
        batch?: string;
        /**
         * held: since a restore, because it may have been sold; free when left out
         */
        state?: 'free' | 'held';
    };
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/remove';
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'package_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveError = PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveErrors[keyof PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveErrors];

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            removed: number;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveResponse = PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveResponses[keyof PostCatalogueProductsByProductIdPackagesByPackageIdCardsRemoveResponses];

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseData = {
    body: {
        kept_back: number;
    };
    path: {
        product_id: string;
        package_id: string;
    };
    query?: never;
    url: '/api/v1/admin/catalogue/products/{product_id}/packages/{package_id}/cards/release';
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * package_not_found: This package was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'package_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseError = PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseErrors[keyof PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseErrors];

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            released: number;
        };
    };
};

export type PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseResponse = PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseResponses[keyof PostCatalogueProductsByProductIdPackagesByPackageIdCardsReleaseResponses];

export type GetCouponsData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        state?: 'on' | 'not_begun' | 'over' | 'used_up' | 'off';
        search?: string;
    };
    url: '/api/v1/admin/coupons';
};

export type GetCouponsErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCouponsError = GetCouponsErrors[keyof GetCouponsErrors];

export type GetCouponsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                coupon_id: string;
                note: string;
                off: {
                    kind: 'amount';
                    amount: number;
                } | {
                    kind: 'percent';
                    percent: number;
                    cap: number | null;
                };
                minimum: number;
                /**
                 * orders each code may be used for; null: any number
                 */
                uses_max: number | null;
                /**
                 * orders of one phone, with any of the codes; null: any number
                 */
                phone_max: number | null;
                /**
                 * the first day, Asia/Shanghai; null: at once
                 */
                from: string | null;
                /**
                 * the last day, Asia/Shanghai; null: for ever
                 */
                until: string | null;
                /**
                 * the products it is for; null: all
                 */
                product_ids: Array<string> | null;
                is_on: boolean;
                state: 'on' | 'not_begun' | 'over' | 'used_up' | 'off';
                code: string | null;
                codes: number;
                /**
                 * orders that were paid with it or may still be
                 */
                uses: number;
                /**
                 * taken off orders that were paid
                 */
                given: number;
                created_at: string;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetCouponsResponse = GetCouponsResponses[keyof GetCouponsResponses];

export type PostCouponsData = {
    body: {
        /**
         * what the merchant calls it
         */
        note: string;
        off: {
            kind: 'amount';
            amount: number | string;
        } | {
            kind: 'percent';
            percent: number;
            /**
             * at most so much; null: any
             */
            cap: number | string | null;
        };
        /**
         * what the products it is for must cost, before the discount
         */
        minimum: number | string;
        /**
         * orders each code may be used for; null: any number
         */
        uses_max: number | null;
        /**
         * orders of one phone, with any of the codes; null: any number
         */
        phone_max: number | null;
        /**
         * the first day, Asia/Shanghai; null: at once
         */
        from: string | null;
        /**
         * the last day, Asia/Shanghai; null: for ever
         */
        until: string | null;
        /**
         * the products it is for; null: all
         */
        product_ids: Array<string> | null;
        /**
         * one code, or so many drawn at random
         */
        codes: {
            code: string;
        } | {
            count: number;
        };
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/coupons';
};

export type PostCouponsErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'product_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * id_taken: This id is in use already. Please choose another
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'id_taken';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCouponsError = PostCouponsErrors[keyof PostCouponsErrors];

export type PostCouponsResponses = {
    /**
     * Default Response
     */
    201: {
        success: true;
        message: string;
        data: {
            coupon_id: string;
        };
    };
};

export type PostCouponsResponse = PostCouponsResponses[keyof PostCouponsResponses];

export type GetCouponsByCouponIdData = {
    body?: never;
    path: {
        coupon_id: string;
    };
    query?: never;
    url: '/api/v1/admin/coupons/{coupon_id}';
};

export type GetCouponsByCouponIdErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * coupon_not_found: There is no such coupon code, or it is switched off. Please check it, or order without one
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'coupon_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCouponsByCouponIdError = GetCouponsByCouponIdErrors[keyof GetCouponsByCouponIdErrors];

export type GetCouponsByCouponIdResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            coupon_id: string;
            note: string;
            off: {
                kind: 'amount';
                amount: number;
            } | {
                kind: 'percent';
                percent: number;
                cap: number | null;
            };
            minimum: number;
            /**
             * orders each code may be used for; null: any number
             */
            uses_max: number | null;
            /**
             * orders of one phone, with any of the codes; null: any number
             */
            phone_max: number | null;
            /**
             * the first day, Asia/Shanghai; null: at once
             */
            from: string | null;
            /**
             * the last day, Asia/Shanghai; null: for ever
             */
            until: string | null;
            /**
             * the products it is for; null: all
             */
            product_ids: Array<string> | null;
            is_on: boolean;
            state: 'on' | 'not_begun' | 'over' | 'used_up' | 'off';
            code: string | null;
            codes: number;
            /**
             * orders that were paid with it or may still be
             */
            uses: number;
            /**
             * taken off orders that were paid
             */
            given: number;
            created_at: string;
            history: Array<{
                seq: number;
                at: string;
                operator: string;
                action: string;
                details: {
                    [key: string]: unknown;
                };
            }>;
        };
    };
};

export type GetCouponsByCouponIdResponse = GetCouponsByCouponIdResponses[keyof GetCouponsByCouponIdResponses];

export type PostCouponsByCouponIdChangeData = {
    body: {
        /**
         * what the merchant calls it
         */
        note?: string;
        off?: {
            kind: 'amount';
            amount: number | string;
        } | {
            kind: 'percent';
            percent: number;
            /**
             * at most so much; null: any
             */
            cap: number | string | null;
        };
        /**
         * what the products it is for must cost, before the discount
         */
        minimum?: number | string;
        /**
         * orders each code may be used for; null: any number
         */
        uses_max?: number | null;
        /**
         * orders of one phone, with any of the codes; null: any number
         */
        phone_max?: number | null;
        /**
         * the first day, Asia/Shanghai; null: at once
         */
        from?: string | null;
        /**
         * the last day, Asia/Shanghai; null: for ever
         */
        until?: string | null;
        /**
         * the products it is for; null: all
         */
        product_ids?: Array<string> | null;
        is_on?: boolean;
    };
    path: {
        coupon_id: string;
    };
    query?: never;
    url: '/api/v1/admin/coupons/{coupon_id}/change';
};

export type PostCouponsByCouponIdChangeErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * coupon_not_found: There is no such coupon code, or it is switched off. Please check it, or order without one
     * product_not_found: This product was not found; it may no longer be on sale. Please choose again in the shop
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'coupon_not_found' | 'product_not_found';
            field?: string;
            request_id: string;
        };
    };
    /**
     * coupon_uses_taken: A code was used more often already, so nothing was saved. Please allow at least as many
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'coupon_uses_taken';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCouponsByCouponIdChangeError = PostCouponsByCouponIdChangeErrors[keyof PostCouponsByCouponIdChangeErrors];

export type PostCouponsByCouponIdChangeResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCouponsByCouponIdChangeResponse = PostCouponsByCouponIdChangeResponses[keyof PostCouponsByCouponIdChangeResponses];

export type GetCouponsByCouponIdCodesData = {
    body?: never;
    path: {
        coupon_id: string;
    };
    query?: {
        after?: string;
        limit?: string;
    };
    url: '/api/v1/admin/coupons/{coupon_id}/codes';
};

export type GetCouponsByCouponIdCodesErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCouponsByCouponIdCodesError = GetCouponsByCouponIdCodesErrors[keyof GetCouponsByCouponIdCodesErrors];

export type GetCouponsByCouponIdCodesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                code: string;
                uses: number;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetCouponsByCouponIdCodesResponse = GetCouponsByCouponIdCodesResponses[keyof GetCouponsByCouponIdCodesResponses];

export type GetCouponsByCouponIdUsesData = {
    body?: never;
    path: {
        coupon_id: string;
    };
    query?: {
        after?: string;
        limit?: string;
    };
    url: '/api/v1/admin/coupons/{coupon_id}/uses';
};

export type GetCouponsByCouponIdUsesErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCouponsByCouponIdUsesError = GetCouponsByCouponIdUsesErrors[keyof GetCouponsByCouponIdUsesErrors];

export type GetCouponsByCouponIdUsesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                order_number: string;
                code: string;
                discount: number;
                amount: number;
                state: string;
                used_at: string;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetCouponsByCouponIdUsesResponse = GetCouponsByCouponIdUsesResponses[keyof GetCouponsByCouponIdUsesResponses];

export type PostCouponsByCouponIdExportData = {
    body: {
        [key: string]: never;
    };
    path: {
        coupon_id: string;
    };
    query?: never;
    url: '/api/v1/admin/coupons/{coupon_id}/export';
};

export type PostCouponsByCouponIdExportResponses = {
    /**
     * Default Response
     */
    200: unknown;
};

export type GetCustomersData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        state?: 'active' | 'disabled';
        search?: string;
    };
    url: '/api/v1/admin/customers';
};

export type GetCustomersErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCustomersError = GetCustomersErrors[keyof GetCustomersErrors];

export type GetCustomersResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                customer_id: string;
                phone: string | null;
                email: string | null;
                password: boolean;
                alipay: boolean;
                state: 'active' | 'disabled';
                orders: number;
                created_at: string;
                signed_in_at: string | null;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetCustomersResponse = GetCustomersResponses[keyof GetCustomersResponses];

export type GetCustomersByCustomerIdData = {
    body?: never;
    path: {
        customer_id: string;
    };
    query?: never;
    url: '/api/v1/admin/customers/{customer_id}';
};

export type GetCustomersByCustomerIdErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * customer_not_found: This customer was not found; the account may have been deleted. Please refresh the list
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'customer_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetCustomersByCustomerIdError = GetCustomersByCustomerIdErrors[keyof GetCustomersByCustomerIdErrors];

export type GetCustomersByCustomerIdResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            customer_id: string;
            phone: string | null;
            email: string | null;
            password: boolean;
            alipay: boolean;
            state: 'active' | 'disabled';
            orders: number;
            created_at: string;
            signed_in_at: string | null;
            latest_orders: Array<{
                order_number: string;
                name: string;
                state: string;
                amount: number;
                how: 'placed' | 'token' | 'phone' | 'email';
                created_at: string;
            }>;
            sessions: Array<{
                session_id: string;
                kind: 'browser' | 'program';
                created_at: string;
                seen_at: string;
                address: string;
            }>;
            history: Array<{
                seq: number;
                at: string;
                operator: string;
                action: string;
                reason: string;
            }>;
        };
    };
};

export type GetCustomersByCustomerIdResponse = GetCustomersByCustomerIdResponses[keyof GetCustomersByCustomerIdResponses];

export type PostCustomersByCustomerIdSignOutData = {
    body: {
        reason: string;
    };
    path: {
        customer_id: string;
    };
    query?: never;
    url: '/api/v1/admin/customers/{customer_id}/sign-out';
};

export type PostCustomersByCustomerIdSignOutErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * customer_not_found: This customer was not found; the account may have been deleted. Please refresh the list
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'customer_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCustomersByCustomerIdSignOutError = PostCustomersByCustomerIdSignOutErrors[keyof PostCustomersByCustomerIdSignOutErrors];

export type PostCustomersByCustomerIdSignOutResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCustomersByCustomerIdSignOutResponse = PostCustomersByCustomerIdSignOutResponses[keyof PostCustomersByCustomerIdSignOutResponses];

export type PostCustomersByCustomerIdChangeData = {
    body: {
        state: 'active' | 'disabled';
        reason: string;
    };
    path: {
        customer_id: string;
    };
    query?: never;
    url: '/api/v1/admin/customers/{customer_id}/change';
};

export type PostCustomersByCustomerIdChangeErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * customer_not_found: This customer was not found; the account may have been deleted. Please refresh the list
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'customer_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostCustomersByCustomerIdChangeError = PostCustomersByCustomerIdChangeErrors[keyof PostCustomersByCustomerIdChangeErrors];

export type PostCustomersByCustomerIdChangeResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostCustomersByCustomerIdChangeResponse = PostCustomersByCustomerIdChangeResponses[keyof PostCustomersByCustomerIdChangeResponses];

export type GetDashboardData = {
    body?: never;
    path?: never;
    query?: {
        from?: string;
        to?: string;
    };
    url: '/api/v1/admin/dashboard';
};

export type GetDashboardErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetDashboardError = GetDashboardErrors[keyof GetDashboardErrors];

export type GetDashboardResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            range: {
                from: string;
                to: string;
                /**
                 * of orders paid in these days
                 */
                revenue: number;
                /**
                 * that went back in these days, whenever it was paid
                 */
                refunded: number;
                net: number;
                paid_orders: number;
                refunds: number;
                /**
                 * placed in these days
                 */
                orders: number;
            };
            /**
             * how far the orders placed in the range came until now
             */
            steps: {
                placed: number;
                opened: number;
                paid: number;
                delivered: number;
            };
            /**
             * what of these orders failed until now
             */
            failed: {
                /**
                 * not paid in time
                 */
                expired: number;
                /**
                 * of the buyer's code at the counter
                 */
                charges_refused: number;
                refunds_failed: number;
            };
            before: {
                from: string;
                to: string;
                /**
                 * of orders paid in these days
                 */
                revenue: number;
                /**
                 * that went back in these days, whenever it was paid
                 */
                refunded: number;
                net: number;
                paid_orders: number;
                refunds: number;
                /**
                 * placed in these days
                 */
                orders: number;
            };
            /**
             * for a single day: a week before
             */
            same_weekday: {
                from: string;
                to: string;
                /**
                 * of orders paid in these days
                 */
                revenue: number;
                /**
                 * that went back in these days, whenever it was paid
                 */
                refunded: number;
                net: number;
                paid_orders: number;
                refunds: number;
                /**
                 * placed in these days
                 */
                orders: number;
            } | null;
            days: Array<{
                day: string;
                revenue: number;
                refunded: number;
                net: number;
                orders: number;
                paid_orders: number;
            }>;
            channels: Array<{
                channel_id: string;
                paid_orders: number;
                revenue: number;
                refunded: number;
                net: number;
            }>;
            products: Array<{
                product_id: string;
                package_id: string;
                name: string;
                sold: number;
                revenue: number;
                refunded: number;
                net: number;
            }>;
            waiting: {
                cases_open: number;
                /**
                 * cases somebody wants to leave; a second person must agree
                 */
                waivers: number;
                /**
                 * money confirmed by hand that a second person must agree to
                 */
                confirmations: number;
                /**
                 * changes of who gets the money that another owner must agree to
                 */
                payees: number;
                /**
                 * orders paid for and not delivered
                 */
                goods_owed: number;
                refunds_awaiting: number;
                refunds_under_way: number;
                jobs_set_aside: number;
                /**
                 * of the last 7 days
                 */
                notices_refused: number;
            };
            last_audit: {
                finished_at: string | null;
                checked: number;
                broken: number;
            };
            /**
             * nothing real is sold yet, so practice counts
             */
            practice: boolean;
        };
    };
};

export type GetDashboardResponse = GetDashboardResponses[keyof GetDashboardResponses];

export type GetDashboardWarningsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/dashboard/warnings';
};

export type GetDashboardWarningsErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetDashboardWarningsError = GetDashboardWarningsErrors[keyof GetDashboardWarningsErrors];

export type GetDashboardWarningsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                level: 'warn' | 'bad';
                check: string;
                says: string;
            }>;
        };
    };
};

export type GetDashboardWarningsResponse = GetDashboardWarningsResponses[keyof GetDashboardWarningsResponses];

export type GetSystemData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/system';
};

export type GetSystemErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSystemError = GetSystemErrors[keyof GetSystemErrors];

export type GetSystemResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            jobs: {
                aside: number;
                running: number;
                due: number;
                waiting: number;
            };
            timetable: Array<{
                kind: string;
                every_ms: number;
                state: 'aside' | 'running' | 'due' | 'waiting' | 'unplanned';
                last_run_at: string | null;
                next_run_at: string | null;
                last_error: string | null;
            }>;
        };
    };
};

export type GetSystemResponse = GetSystemResponses[keyof GetSystemResponses];

export type GetSystemJobsData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        state?: 'aside' | 'running' | 'due' | 'waiting';
        kind?: string;
        search?: string;
    };
    url: '/api/v1/admin/system/jobs';
};

export type GetSystemJobsErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSystemJobsError = GetSystemJobsErrors[keyof GetSystemJobsErrors];

export type GetSystemJobsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                kind: string;
                ref: string;
                state: 'aside' | 'running' | 'due' | 'waiting';
                run_at: string;
                tries: number;
                failures: number;
                set_aside_at: string | null;
                last_error: string | null;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetSystemJobsResponse = GetSystemJobsResponses[keyof GetSystemJobsResponses];

export type PostSystemJobsRunData = {
    body: {
        kind: string;
        ref: string;
        reason: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/system/jobs/run';
};

export type PostSystemJobsRunErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * job_not_found: This job was not found; it may be done. Please reload the list
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'job_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSystemJobsRunError = PostSystemJobsRunErrors[keyof PostSystemJobsRunErrors];

export type PostSystemJobsRunResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostSystemJobsRunResponse = PostSystemJobsRunResponses[keyof PostSystemJobsRunResponses];

export type GetSystemAuditsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/system/audits';
};

export type GetSystemAuditsErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSystemAuditsError = GetSystemAuditsErrors[keyof GetSystemAuditsErrors];

export type GetSystemAuditsResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                started_at: string;
                took_ms: number;
                checked: number;
                broken: number;
            }>;
            findings: Array<{
                id: string;
                ref: string;
                detail: string;
                says: string;
                safe_action: string;
            }>;
        };
    };
};

export type GetSystemAuditsResponse = GetSystemAuditsResponses[keyof GetSystemAuditsResponses];

export type PostSystemAuditsRunData = {
    body: {
        [key: string]: never;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/system/audits/run';
};

export type PostSystemAuditsRunErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type PostSystemAuditsRunError = PostSystemAuditsRunErrors[keyof PostSystemAuditsRunErrors];

export type PostSystemAuditsRunResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostSystemAuditsRunResponse = PostSystemAuditsRunResponses[keyof PostSystemAuditsRunResponses];

export type GetSystemDoctorData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/system/doctor';
};

export type GetSystemDoctorErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSystemDoctorError = GetSystemDoctorErrors[keyof GetSystemDoctorErrors];

export type GetSystemDoctorResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                level: 'ok' | 'warn' | 'bad';
                check: string;
                says: string;
            }>;
        };
    };
};

export type GetSystemDoctorResponse = GetSystemDoctorResponses[keyof GetSystemDoctorResponses];

export type GetSystemRefusedNoticesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/system/refused-notices';
};

export type GetSystemRefusedNoticesErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSystemRefusedNoticesError = GetSystemRefusedNoticesErrors[keyof GetSystemRefusedNoticesErrors];

export type GetSystemRefusedNoticesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                day: string;
                channel_id: string;
                verdict: 'forged' | 'unreadable';
                count: number;
                reason: string;
                address: string;
                last_at: string;
            }>;
        };
    };
};

export type GetSystemRefusedNoticesResponse = GetSystemRefusedNoticesResponses[keyof GetSystemRefusedNoticesResponses];

export type GetSystemLogData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        /**
         * trouble only, when absent
         */
        level?: 'all';
        /**
         * order number, request id, event
         */
        search?: string;
    };
    url: '/api/v1/admin/system/log';
};

export type GetSystemLogErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSystemLogError = GetSystemLogErrors[keyof GetSystemLogErrors];

export type GetSystemLogResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                at: string;
                level: string;
                event: string;
                fields: {
                    [key: string]: unknown;
                };
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetSystemLogResponse = GetSystemLogResponses[keyof GetSystemLogResponses];

export type GetSystemSigningKeysData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/system/signing-keys';
};

export type GetSystemSigningKeysErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetSystemSigningKeysError = GetSystemSigningKeysErrors[keyof GetSystemSigningKeysErrors];

export type GetSystemSigningKeysResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                kid: string;
                /**
                 * base64, 32 bytes
                 */
                public_key: string;
                /**
                 * verifies: what it signed before still holds; over: no more
                 */
                state: 'next' | 'signs' | 'verifies' | 'over';
                valid_from: string;
                valid_until: string | null;
            }>;
        };
    };
};

export type GetSystemSigningKeysResponse = GetSystemSigningKeysResponses[keyof GetSystemSigningKeysResponses];

export type GetWebhooksData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/admin/webhooks';
};

export type GetWebhooksErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetWebhooksError = GetWebhooksErrors[keyof GetWebhooksErrors];

export type GetWebhooksResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                endpoint_id: string;
                name: string;
                url: string;
                events: Array<'order.paid' | 'order.delivered' | 'order.expired' | 'order.cancelled' | 'order.refunded' | 'refund.failed' | 'case.opened' | 'course.closed' | 'course.opened' | 'license.activated' | 'license.revoked' | 'license.suspended' | 'license.resumed' | 'license.extended' | 'license.limited' | 'license.renewed' | 'license.upgraded' | 'license.undone' | 'license.transferred' | 'license.reissued' | 'license.deactivated' | 'license.filed' | 'license.expiring' | 'license.expired'>;
                state: 'active' | 'paused' | 'gone' | 'failing' | 'removed';
                created_at: string;
                succeeded_at: string | null;
                failing_since: string | null;
                old_secret_until: string | null;
                waiting: number;
                failed: number;
            }>;
        };
    };
};

export type GetWebhooksResponse = GetWebhooksResponses[keyof GetWebhooksResponses];

export type PostWebhooksData = {
    body: {
        name: string;
        url: string;
        events: Array<'order.paid' | 'order.delivered' | 'order.expired' | 'order.cancelled' | 'order.refunded' | 'refund.failed' | 'case.opened' | 'course.closed' | 'course.opened' | 'license.activated' | 'license.revoked' | 'license.suspended' | 'license.resumed' | 'license.extended' | 'license.limited' | 'license.renewed' | 'license.upgraded' | 'license.undone' | 'license.transferred' | 'license.reissued' | 'license.deactivated' | 'license.filed' | 'license.expiring' | 'license.expired'>;
    };
    path?: never;
    query?: never;
    url: '/api/v1/admin/webhooks';
};

export type PostWebhooksErrors = {
    /**
     * webhook_url_refused: This address cannot be used. Please enter a complete https address without user name, password or fragment; http on this machine in demo mode only
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'webhook_url_refused' | 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * webhook_limit: There are 20 webhooks already, so none was added. Please remove one that is not used
     */
    409: {
        success: false;
        message: string;
        error: {
            code: 'webhook_limit';
            field?: string;
            request_id: string;
        };
    };
};

export type PostWebhooksError = PostWebhooksErrors[keyof PostWebhooksErrors];

export type PostWebhooksResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            endpoint_id: string;
            /**
             * told this once
             */
            secret: string;
        };
    };
};

export type PostWebhooksResponse = PostWebhooksResponses[keyof PostWebhooksResponses];

export type PostWebhooksByEndpointIdData = {
    body: {
        name: string;
        url: string;
        events: Array<'order.paid' | 'order.delivered' | 'order.expired' | 'order.cancelled' | 'order.refunded' | 'refund.failed' | 'case.opened' | 'course.closed' | 'course.opened' | 'license.activated' | 'license.revoked' | 'license.suspended' | 'license.resumed' | 'license.extended' | 'license.limited' | 'license.renewed' | 'license.upgraded' | 'license.undone' | 'license.transferred' | 'license.reissued' | 'license.deactivated' | 'license.filed' | 'license.expiring' | 'license.expired'>;
    };
    path: {
        endpoint_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{endpoint_id}';
};

export type PostWebhooksByEndpointIdErrors = {
    /**
     * webhook_url_refused: This address cannot be used. Please enter a complete https address without user name, password or fragment; http on this machine in demo mode only
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'webhook_url_refused' | 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * webhook_not_found: This was not found, or its webhook is not active. Please reload and look
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'webhook_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostWebhooksByEndpointIdError = PostWebhooksByEndpointIdErrors[keyof PostWebhooksByEndpointIdErrors];

export type PostWebhooksByEndpointIdResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostWebhooksByEndpointIdResponse = PostWebhooksByEndpointIdResponses[keyof PostWebhooksByEndpointIdResponses];

export type PostWebhooksByEndpointIdStateData = {
    body: {
        state: 'active' | 'paused' | 'removed';
        reason: string;
    };
    path: {
        endpoint_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{endpoint_id}/state';
};

export type PostWebhooksByEndpointIdStateErrors = {
    /**
     * webhook_url_refused: This address cannot be used. Please enter a complete https address without user name, password or fragment; http on this machine in demo mode only
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'webhook_url_refused' | 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * webhook_not_found: This was not found, or its webhook is not active. Please reload and look
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'webhook_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostWebhooksByEndpointIdStateError = PostWebhooksByEndpointIdStateErrors[keyof PostWebhooksByEndpointIdStateErrors];

export type PostWebhooksByEndpointIdStateResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostWebhooksByEndpointIdStateResponse = PostWebhooksByEndpointIdStateResponses[keyof PostWebhooksByEndpointIdStateResponses];

export type PostWebhooksByEndpointIdRotateData = {
    body: {
        reason: string;
    };
    path: {
        endpoint_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{endpoint_id}/rotate';
};

export type PostWebhooksByEndpointIdRotateErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     * step_up_required: Please prove again who you are, and then repeat this step
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden' | 'step_up_required';
            field?: string;
            request_id: string;
        };
    };
    /**
     * webhook_not_found: This was not found, or its webhook is not active. Please reload and look
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'webhook_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostWebhooksByEndpointIdRotateError = PostWebhooksByEndpointIdRotateErrors[keyof PostWebhooksByEndpointIdRotateErrors];

export type PostWebhooksByEndpointIdRotateResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            /**
             * told this once
             */
            secret: string;
        };
    };
};

export type PostWebhooksByEndpointIdRotateResponse = PostWebhooksByEndpointIdRotateResponses[keyof PostWebhooksByEndpointIdRotateResponses];

export type PostWebhooksByEndpointIdTestData = {
    body: {
        [key: string]: never;
    };
    path: {
        endpoint_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/{endpoint_id}/test';
};

export type PostWebhooksByEndpointIdTestErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * webhook_not_found: This was not found, or its webhook is not active. Please reload and look
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'webhook_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostWebhooksByEndpointIdTestError = PostWebhooksByEndpointIdTestErrors[keyof PostWebhooksByEndpointIdTestErrors];

export type PostWebhooksByEndpointIdTestResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            message_id: string;
        };
    };
};

export type PostWebhooksByEndpointIdTestResponse = PostWebhooksByEndpointIdTestResponses[keyof PostWebhooksByEndpointIdTestResponses];

export type GetWebhooksMessagesData = {
    body?: never;
    path?: never;
    query?: {
        after?: string;
        limit?: string;
        endpoint?: string;
        state?: 'pending' | 'delivered' | 'failed';
        type?: 'order.paid' | 'order.delivered' | 'order.expired' | 'order.cancelled' | 'order.refunded' | 'refund.failed' | 'case.opened' | 'course.closed' | 'course.opened' | 'license.activated' | 'license.revoked' | 'license.suspended' | 'license.resumed' | 'license.extended' | 'license.limited' | 'license.renewed' | 'license.upgraded' | 'license.undone' | 'license.transferred' | 'license.reissued' | 'license.deactivated' | 'license.filed' | 'license.expiring' | 'license.expired' | 'webhook.test';
        /**
         * a whole order number
         */
        search?: string;
    };
    url: '/api/v1/admin/webhooks/messages';
};

export type GetWebhooksMessagesErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
};

export type GetWebhooksMessagesError = GetWebhooksMessagesErrors[keyof GetWebhooksMessagesErrors];

export type GetWebhooksMessagesResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            rows: Array<{
                message_id: string;
                endpoint_id: string;
                endpoint_name: string;
                type: 'order.paid' | 'order.delivered' | 'order.expired' | 'order.cancelled' | 'order.refunded' | 'refund.failed' | 'case.opened' | 'course.closed' | 'course.opened' | 'license.activated' | 'license.revoked' | 'license.suspended' | 'license.resumed' | 'license.extended' | 'license.limited' | 'license.renewed' | 'license.upgraded' | 'license.undone' | 'license.transferred' | 'license.reissued' | 'license.deactivated' | 'license.filed' | 'license.expiring' | 'license.expired' | 'webhook.test';
                order_number: string | null;
                about: string;
                state: 'pending' | 'delivered' | 'failed';
                created_at: string;
                tries: number;
                next_try_at: string | null;
                delivered_at: string | null;
                last_status: number | null;
                last_error: string | null;
            }>;
            next: string | null;
            total?: number;
        };
    };
};

export type GetWebhooksMessagesResponse = GetWebhooksMessagesResponses[keyof GetWebhooksMessagesResponses];

export type GetWebhooksMessagesByMessageIdData = {
    body?: never;
    path: {
        message_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/messages/{message_id}';
};

export type GetWebhooksMessagesByMessageIdErrors = {
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * webhook_not_found: This was not found, or its webhook is not active. Please reload and look
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'webhook_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type GetWebhooksMessagesByMessageIdError = GetWebhooksMessagesByMessageIdErrors[keyof GetWebhooksMessagesByMessageIdErrors];

export type GetWebhooksMessagesByMessageIdResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            message_id: string;
            endpoint_id: string;
            endpoint_name: string;
            type: 'order.paid' | 'order.delivered' | 'order.expired' | 'order.cancelled' | 'order.refunded' | 'refund.failed' | 'case.opened' | 'course.closed' | 'course.opened' | 'license.activated' | 'license.revoked' | 'license.suspended' | 'license.resumed' | 'license.extended' | 'license.limited' | 'license.renewed' | 'license.upgraded' | 'license.undone' | 'license.transferred' | 'license.reissued' | 'license.deactivated' | 'license.filed' | 'license.expiring' | 'license.expired' | 'webhook.test';
            order_number: string | null;
            about: string;
            state: 'pending' | 'delivered' | 'failed';
            created_at: string;
            tries: number;
            next_try_at: string | null;
            delivered_at: string | null;
            last_status: number | null;
            last_error: string | null;
            endpoint_state: 'active' | 'paused' | 'gone' | 'failing' | 'removed';
            /**
             * null until the first try
             */
            body: string | null;
            all_tries: Array<{
                try_no: number;
                at: string;
                url: string;
                by_hand: boolean;
                ms: number;
                outcome: 'delivered' | 'refused' | 'unreachable' | 'blocked';
                status: number | null;
                /**
                 * its beginning
                 */
                answer: string;
                error: string | null;
            }>;
        };
    };
};

export type GetWebhooksMessagesByMessageIdResponse = GetWebhooksMessagesByMessageIdResponses[keyof GetWebhooksMessagesByMessageIdResponses];

export type PostWebhooksMessagesByMessageIdSendData = {
    body: {
        reason: string;
    };
    path: {
        message_id: string;
    };
    query?: never;
    url: '/api/v1/admin/webhooks/messages/{message_id}/send';
};

export type PostWebhooksMessagesByMessageIdSendErrors = {
    /**
     * invalid_request: Something in the request is not right. Please check it and try again
     */
    400: {
        success: false;
        message: string;
        error: {
            code: 'invalid_request';
            field?: string;
            request_id: string;
        };
    };
    /**
     * unauthorized: We need to know who you are. Please sign in or send the order token, and try again
     */
    401: {
        success: false;
        message: string;
        error: {
            code: 'unauthorized';
            field?: string;
            request_id: string;
        };
    };
    /**
     * forbidden: You are not allowed to do this. Please ask an administrator if you need to
     */
    403: {
        success: false;
        message: string;
        error: {
            code: 'forbidden';
            field?: string;
            request_id: string;
        };
    };
    /**
     * webhook_not_found: This was not found, or its webhook is not active. Please reload and look
     */
    404: {
        success: false;
        message: string;
        error: {
            code: 'webhook_not_found';
            field?: string;
            request_id: string;
        };
    };
};

export type PostWebhooksMessagesByMessageIdSendError = PostWebhooksMessagesByMessageIdSendErrors[keyof PostWebhooksMessagesByMessageIdSendErrors];

export type PostWebhooksMessagesByMessageIdSendResponses = {
    /**
     * Default Response
     */
    200: {
        success: true;
        message: string;
        data: {
            [key: string]: never;
        };
    };
};

export type PostWebhooksMessagesByMessageIdSendResponse = PostWebhooksMessagesByMessageIdSendResponses[keyof PostWebhooksMessagesByMessageIdSendResponses];
