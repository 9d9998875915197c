// The error codes of editing what is sold, a part of the catalogue in errors.ts.

export const goodsErrors = {
  changed_meanwhile: {
    status: 409,
    zh: '另一位成员刚刚改了这里，您的修改还没有保存。请看过现在的内容，再保存一次',
    en: 'Somebody else has just changed this, and your change is not saved. Please look at what stands now, then save again',
  },
  id_taken: {
    status: 409,
    zh: '该标识已被使用，请换一个',
    en: 'This id is in use already. Please choose another',
  },
  already_ordered: {
    status: 409,
    zh: '已有订单，不能删除。请改为下架，已有的订单和授权不受影响',
    en: 'It was ordered already and cannot be deleted. Take it off sale instead; orders and licences stay as they are',
  },
  cards_left: {
    status: 409,
    zh: '还有导入的卡密，不能删除。请先导出并移除未售的卡密，或将其下架',
    en: 'It still has imported cards, so it cannot be deleted. Export and remove them first, or take it off sale',
  },
  course_not_found: {
    status: 404,
    zh: '没有找到该课程，或者它不属于这个订单',
    en: 'This course was not found, or it does not belong to this order',
  },
  chapter_not_found: {
    status: 404,
    zh: '没有找到该章节，可能已被删除。请刷新后再试',
    en: 'This chapter was not found; it may have been deleted. Please refresh and try again',
  },
  course_ended: {
    status: 403,
    zh: '课程的学习期限已到，或款项已退回，不能再学习',
    en: 'Access to this course has ended: its time is over, or the money went back',
  },
  card_not_found: {
    status: 404,
    zh: '没有找到该卡密。请刷新列表后再试',
    en: 'This card was not found. Please refresh the list and try again',
  },
  picture_refused: {
    status: 400,
    zh: '图片不能使用。请选择不超过 1 兆的 png、jpeg 或 webp 图片，每边 16 至 4096 像素',
    en: 'The picture cannot be used. Please choose a PNG, JPEG or WebP of up to 1 MB, each side 16 to 4096 pixels',
  },
} as const

export type GoodsErrorCode = keyof typeof goodsErrors
