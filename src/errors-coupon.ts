// The error codes of coupons, a part of the catalogue in errors.ts: each says why a code does not hold, and what to do.

export const couponErrors = {
  coupon_not_found: {
    status: 404,
    zh: '没有这个优惠码，或者它已停用。请核对后重新输入，或不用优惠码下单',
    en: 'There is no such coupon code, or it is switched off. Please check it, or order without one',
  },
  coupon_not_begun: {
    status: 400,
    zh: '优惠码还没到使用时间[，{from} 起可用]。请到时再用，或不用优惠码下单',
    en: 'This coupon cannot be used yet[; it begins on {from}]. Please use it then, or order without one',
  },
  coupon_over: {
    status: 400,
    zh: '优惠码已经过期。请换一个，或不用优惠码下单',
    en: 'This coupon is over. Please use another, or order without one',
  },
  coupon_used_up: {
    status: 409,
    zh: '优惠码的使用次数已用完。请换一个，或不用优惠码下单',
    en: 'All uses of this coupon are taken. Please use another, or order without one',
  },
  coupon_used_by_phone: {
    status: 409,
    zh: '这个手机号已经用过该优惠[（每个手机号限 {max} 次）]。请换一个，或不用优惠码下单',
    en: 'This phone number has used the coupon already[ (limit: {max})]. Please use another, or order without one',
  },
  coupon_minimum: {
    status: 400,
    zh: '还没到优惠码的最低消费[，还差 {amount} 元]。请多选一些，或不用优惠码下单',
    en: 'The coupon asks for a larger order[: {amount} yuan more]. Please order more, or order without it',
  },
  coupon_other_products: {
    status: 400,
    zh: '优惠码不能用于所选商品。请换一个，或不用优惠码下单',
    en: 'This coupon is for other products. Please use another, or order without one',
  },
  coupon_nothing_off: {
    status: 400,
    zh: '优惠码对这笔订单没有可减的金额，没有用掉。请不用优惠码下单',
    en: 'This coupon takes nothing off this order, so it was not used. Please order without it',
  },
  coupon_uses_taken: {
    status: 409,
    zh: '已有优惠码用了更多次[（最多的用了 {max} 次）]，没有保存。请把次数设得不少于它',
    en: 'A code was used more often already[ ({max} times)], so nothing was saved. Please allow at least as many',
  },
} as const

export type CouponErrorCode = keyof typeof couponErrors
