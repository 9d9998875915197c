// The words of licences made without an order, in Chinese.

export const words = {
  title: '批量生成',
  text: '一次生成一批授权码，交给代理商、学校或赠送，不需要订单',
  make: '生成一批',
  madeAt: '生成时间',
  note: '备注',
  product: '商品',
  pack: '套餐',
  quantity: '数量',
  used: '已使用',
  usedHint: '激活过设备，或已收回',
  export: '导出',
  exportOf: (note: string) => `导出 ${note}`,
  exportText:
    '包含这一批里仍然有效的完整授权码。任何人拿到都能激活，请妥善保管；谁导出的会记入操作记录',
  exportVerb: '导出授权码',
  emptyTitle: '还没有批次',
  emptyText: '选一个套餐和数量，授权码立即生成，之后随时可以导出。每一份都能单独暂停或收回',
  makeText: '授权码立即有效，和付款买到的完全一样',
  packHint: '只列出发授权码的套餐，已下架的也可以',
  noPack: '这个商品没有发授权码的套餐',
  noteHint: '给谁的，您自己认得就好，买家看不到',
  quantityHint: '最多 10000 份',
  missing: '请填写',
  productMissing: '请选择商品',
  packMissing: '请选择套餐',
  quantityWrong: '请填写 1 至 10000 的整数',
  drawer: (days: number) =>
    `这个套餐从生成时起算：码还没有交出去，${days} 天已经在走。想从使用时起算，请选“第一台设备激活时”起算的套餐`,
  until: (day: string) => `这一批到 ${day} 结束时到期，无论何时交出去`,
  made: (count: number) => `已生成 ${count} 份，可以导出`,
}
