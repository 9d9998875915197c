// What a state is called, in Chinese: one word for one state, on whatever page it stands.

export const words = {
  order: {
    waiting: '待支付',
    closing: '关闭中',
    paid: '已支付',
    cancelled: '已取消',
    expired: '已超时',
    refunded: '已退款',
    part_refunded: '部分退款',
  },
  license: {
    active: '有效',
    not_begun: '未开始',
    expired: '已过期',
    suspended: '已暂停',
    revoked: '已收回',
  },
  refund: {
    awaiting: '待同意',
    planned: '即将退出',
    processing: '退款中',
    unknown: '结果待确认',
    done: '已退款',
    failed: '退款失败',
    rejected: '已驳回',
    cancelled: '已撤销',
  },
  caseKind: {
    late: '迟到的付款',
    duplicate: '重复付款',
    over: '多付',
    mismatch: '金额或单号不符',
    unmatched_bill: '账单多出的款项',
    missing_in_bill: '账单缺少的款项',
    refund_unknown: '退款没有结果',
    refund_failed: '退款失败',
  },
  case: { open: '待决定', acting: '处理中', resolved: '已解决', waived: '已了结' },
}
