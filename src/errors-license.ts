// The error codes of licences beyond those every program knows, a part of the catalogue in errors.ts.

export const licenseErrors = {
  trial_used: {
    status: 409,
    zh: '该设备已试用过此商品，不能再次试用。请购买正式版本',
    en: 'This device has had its trial of this product. Please buy a licence',
  },
  version_not_covered: {
    status: 400,
    zh: '该授权不包含此版本。请使用授权范围内的版本，或升级授权',
    en: 'This licence does not cover this version. Please use one it covers, or upgrade the licence',
  },
  license_not_upgradable: {
    status: 409,
    zh: '该授权不能续期或升级为此套餐，尚未扣款。请选择其他套餐，或联系商家',
    en: 'This licence cannot be renewed by or upgraded to this package. Nothing was charged. Please choose another package or contact the shop',
  },
  batch_not_found: {
    status: 404,
    zh: '没有找到该批次。请刷新列表后再试',
    en: 'This batch was not found. Please refresh the list and try again',
  },
  file_not_found: {
    status: 404,
    zh: '没有找到该文件，商家可能已将其移除',
    en: 'This file was not found; the shop may have removed it',
  },
  release_limit: {
    status: 409,
    zh: '自助解绑次数已用完，请稍后再试或联系商家',
    en: 'You have freed as many devices as you may for now. Please try again later or contact the shop',
  },
  license_not_started: {
    status: 409,
    zh: '该授权从首次激活起计时，请先激活设备',
    en: 'The time of this licence begins with its first activation. Please activate a device first',
  },
} as const

export type LicenseErrorCode = keyof typeof licenseErrors
