// What pages are made of. A list page, whole (pages/orders/OrderList.vue; its words in text/zh-CN/orders.ts):
//
//   <script setup lang="ts">
//   // Every order, found by one search box.
//   import { call } from '../../api/call.ts'
//   import { getOrders } from '../../api/generated/sdk.gen.ts'
//   import { DataTable, Filters, FilterSelect, Money, PageHead, StateDot, Time, useList } from '../../parts/index.ts'
//   import { ordersText as t } from '../../text/orders.ts'
//
//   const list = useList({
//     key: 'orders',
//     filters: ['search', 'status'],
//     sort: '-created_at',
//     load: (query) => call(() => getOrders({ query })),
//   })
//   </script>
//
//   <template>
//     <PageHead :title="t.title" />
//     <Filters :list="list" :search="{ key: 'search', hint: t.searchHint }">
//       <FilterSelect :list="list" name="status" :label="t.status" :all="t.all" :options="t.statuses" />
//     </Filters>
//     <DataTable
//       :label="t.title"
//       :list="list"
//       :row-key="(row) => row.order_number"
//       :to="(row) => ({ name: 'order', params: { id: row.order_number } })"
//       :columns="[
//         { key: 'order_number', title: t.number },
//         { key: 'created_at', title: t.created, isSortable: true },
//         { key: 'amount', title: t.amount, align: 'right' },
//       ]"
//     >
//       <template #cell-order_number="{ row }"><span class="mono">{{ row.order_number }}</span></template>
//       <template #cell-created_at="{ row }"><Time :at="row.created_at" /></template>
//       <template #cell-amount="{ row }"><Money :yuan="row.amount" /></template>
//     </DataTable>
//   </template>

export { default as ActionButton } from './ActionButton.vue'
export { base64Of } from './base64-of.ts'
export { default as ChannelName } from './ChannelName.vue'
export { default as ConfirmDialog } from './ConfirmDialog.vue'
export { default as CopyText } from './CopyText.vue'
export { channelName } from './channel-name.ts'
export { type Column, default as DataTable } from './DataTable.vue'
export { default as DetailFrame } from './DetailFrame.vue'
export { default as EmptyState } from './EmptyState.vue'
export { default as ErrorNote } from './ErrorNote.vue'
export { default as FilterDates } from './FilterDates.vue'
export { default as FilterSelect } from './FilterSelect.vue'
export { default as Filters } from './Filters.vue'
export { default as FilterText } from './FilterText.vue'
export { default as FormDialog } from './FormDialog.vue'
export { default as FormItem } from './FormItem.vue'
export { formatAgo, formatCount, formatMoney, formatTenths } from './format.ts'
export { keepFile } from './keep-file.ts'
export { default as Money } from './Money.vue'
export { default as OnceDialog } from './OnceDialog.vue'
export { default as PageHead } from './PageHead.vue'
export { default as RowTable } from './RowTable.vue'
export { newRequestKey } from './request-key.ts'
export { default as StateDot, type Tone } from './StateDot.vue'
export { default as Time } from './Time.vue'
export { type Action, useAction } from './use-action.ts'
export { type Detail, useDetail } from './use-detail.ts'
export { type List, type Listed, pageSize, useList } from './use-list.ts'
export { usePolling } from './use-polling.ts'
export { useUnsaved } from './use-unsaved.ts'
