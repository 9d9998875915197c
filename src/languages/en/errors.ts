// What is said of each error code in English.

import type { ErrorText } from '../error-text.ts'

export const errorsEn: ErrorText = {
  invalid_request:
    'Something in the request is not right[ ({field})]. Please check it and try again',
  product_not_found:
    'This product was not found; it may no longer be on sale. Please choose again in the shop',
  package_not_found:
    'This package was not found; it may no longer be on sale. Please choose again in the shop',
  out_of_stock:
    'Not enough in stock[: {left} left]. Nothing was charged. Please order fewer or choose another package',
  purchase_limit:
    'There is a limit for each phone number[: {max} of this package, {left} more for you]. Nothing was charged. Please order fewer',
  price_mismatch:
    'The price has changed[ to {amount} yuan]. Nothing was charged. Please reload the page and order again',
  code_wrong:
    'This code is wrong or was used before. Please check it and enter it again[; {left} tries are left]',
  code_over:
    'This code no longer holds: it is older than 5 minutes, was used, or was entered wrongly three times. Please ask for a new one',
  code_unavailable:
    'This shop cannot send codes this way. Please choose another way or contact the shop',
  letter_not_found:
    'There is no mail or message to send again: it is still on its way, or none can be sent',
  coupon_not_found:
    'There is no such coupon code, or it is switched off. Please check it, or order without one',
  coupon_not_begun:
    'This coupon cannot be used yet[; it begins on {from}]. Please use it then, or order without one',
  coupon_over: 'This coupon is over. Please use another, or order without one',
  coupon_used_up: 'All uses of this coupon are taken. Please use another, or order without one',
  coupon_used_by_phone:
    'This phone number has used the coupon already[ (limit: {max})]. Please use another, or order without one',
  coupon_minimum:
    'The coupon asks for a larger order[: {amount} yuan more]. Please order more, or order without it',
  coupon_other_products:
    'This coupon is for other products. Please use another, or order without one',
  coupon_nothing_off:
    'This coupon takes nothing off this order, so it was not used. Please order without it',
  coupon_uses_taken:
    'A code was used more often already[ ({max} times)], so nothing was saved. Please allow at least as many',
  credentials_wrong:
    'The account or the password is not right. Please check them and try again, or sign in with a code',
  sign_in_again:
    'To keep your account safe, please enter your present password, or sign in again first',
  reach_taken: 'This phone number or e-mail address belongs to another account already',
  alipay_taken:
    'This Alipay signs in another account. Please sign in there, unlink it in the account settings, and try again',
  last_sign_in:
    'This is the only way into the account. Please add a phone number or an e-mail address, or set a password, first',
  customer_not_found:
    'This customer was not found; the account may have been deleted. Please refresh the list',
  changed_meanwhile:
    'Somebody else has just changed this, and your change is not saved. Please look at what stands now, then save again',
  id_taken: 'This id is in use already. Please choose another',
  host_taken:
    'Another shop answers at this host name already. Please choose another, or close that shop first',
  host_of_console:
    'You are using the console at this host name. Please choose another, or first open the console at the address of the main shop',
  main_host_unset:
    'The outside address of the site is not set. Please set it, restart, and add the shop then',
  already_ordered:
    'It was ordered already and cannot be deleted. Take it off sale instead; orders and licences stay as they are',
  cards_left:
    'It still has imported cards, so it cannot be deleted. Export and remove them first, or take it off sale',
  course_not_found: 'This course was not found, or it does not belong to this order',
  course_closed:
    'The shop has closed this course for you. Please contact the shop if you have questions',
  course_unchangeable:
    'This course cannot be changed this way: it was closed or opened meanwhile, or its money went back. Please reload',
  chapter_not_found:
    'This chapter was not found; it may have been deleted. Please refresh and try again',
  course_ended: 'Access to this course has ended: its time is over, or the money went back',
  card_not_found: 'This card was not found. Please refresh the list and try again',
  picture_refused:
    'The picture cannot be used. Please choose a PNG, JPEG or WebP of up to 1 MB, each side 16 to 4096 pixels',
  bill_unreadable:
    'This is no bill of this channel, and nothing was imported. Please use the daily bill as downloaded from the gateway, unchanged',
  bill_of_other_account:
    'The bill is of another account, and nothing was imported. Please download the bill of the account this channel belongs to',
  bill_of_other_day:
    'The bill is not of this day[ (the file says {day})], and nothing was imported. Please download the daily bill of this day',
  bill_contradicts_itself:
    'The bill does not add up or is not complete[ ({about})], and nothing was imported. Please download it again',
  bill_kept_differs:
    'There is a bill of this day already, and this file differs from it, so nothing was imported. To have a newer one, fetch the bill again',
  trial_used: 'This device has had its trial of this product. Please buy a licence',
  version_not_covered:
    'This licence does not cover this version. Please use one it covers, or upgrade the licence',
  license_built_upon:
    'The licence of this order was renewed or upgraded since. Return that first, or choose yourself what becomes of the licence',
  license_not_upgradable:
    'This licence cannot be renewed by or upgraded to this package. Nothing was charged. Please choose another package or contact the shop',
  batch_not_found: 'This batch was not found. Please refresh the list and try again',
  file_not_found: 'This file was not found; the shop may have removed it',
  release_limit:
    'You have freed as many devices as you may for now. Please try again later or contact the shop',
  seat_held:
    'This device has an offline file and keeps its seat until that ends. If the device is gone, please ask the shop to free it',
  file_needs_device:
    'Offline files of this licence are made for activated devices only. Please fetch one from within the program',
  license_not_started:
    'The time of this licence begins with its first activation. Please activate a device first',
  order_not_found: 'This order was not found. Please check the order number and the phone number',
  order_not_payable:
    'This order can no longer be paid or cancelled. Please look at its current state',
  payment_disabled:
    'The shop has paused payments. Nothing was charged. Please try again later or contact the shop',
  gateway_not_configured:
    'This way to pay is not available. Nothing was charged. Please choose another or contact the shop',
  pay_code_unknown:
    'This is not a payment code this shop can take. Nothing was charged. Ask the customer to open the payment code in Alipay or WeChat, and scan again',
  gateway_unavailable:
    'The payment service is not answering. Your order is kept, and a payment already made will be found. Please try again shortly',
  rate_limited: 'Too many requests. Please wait a moment[ ({seconds} seconds)] and try again',
  unauthorized:
    'We need to know who you are. Please sign in or send the order token, and try again',
  forbidden: 'You are not allowed to do this. Please ask an administrator if you need to',
  other_person_needed: 'Another person has to do this: whoever asked for it cannot agree to it',
  conflict: 'This request conflicts with an earlier one, which stands. Please reload and try again',
  order_not_refundable:
    'Nothing of this order can be refunded: it was never paid, or all of it has gone back',
  order_not_paid: 'This order was not paid, or its money went back, so nothing is delivered',
  nothing_owed: 'No goods are missing. If a case about this order is open, decide it first',
  order_paid: 'This order is paid already. Please reload the page',
  reference_used:
    'This number names another payment already, so nothing was written. Please check it',
  refund_too_much:
    'This is more than can be refunded[; {left} yuan are left]. Nothing was sent back',
  refund_not_found: 'This refund was not found. Please check its number',
  case_not_found: 'This case was not found. Please check its kind and reference',
  sign_in_failed:
    'The e-mail address or the password is not right. Please check them and try again',
  step_up_required: 'Please prove again who you are, and then repeat this step',
  confirmation_required:
    'From now on real money is taken. Please type the number of the account to confirm; nothing is saved yet',
  account_in_use:
    'The account is in use[: {payments} payments, {refunds} refunds, {days} days to reconcile, until {until}]. Not saved',
  operator_not_found: 'This operator was not found. Please reload the list',
  last_owner:
    'This is the last owner, so nothing was changed. Please make somebody else an owner first',
  passkey_not_found: 'This passkey was not found. Please reload the list',
  passkey_refused: 'This passkey could not be verified. Please try again',
  session_not_found: 'This session was not found; it may have ended. Please reload the list',
  license_not_found: 'This licence was not found. Please check the key',
  license_unchangeable:
    'The licence is not in a state that allows this, so nothing was changed. Please reload and look',
  license_refunded:
    'All money of the order has gone back, so the licence cannot be resumed. Nothing was changed',
  webhook_not_found: 'This was not found, or its webhook is not active. Please reload and look',
  webhook_url_refused:
    'This address cannot be used. Please enter a complete https address without user name, password or fragment; http on this machine in demo mode only',
  webhook_limit:
    'There are 20 webhooks already, so none was added. Please remove one that is not used',
  job_not_found: 'This job was not found; it may be done. Please reload the list',
  license_expired: 'This licence has expired. Renew it to go on using it',
  license_revoked: 'This licence has been revoked. Please contact the shop if you have questions',
  license_suspended: 'This licence is suspended. Please contact the shop for the reason',
  device_limit_reached:
    'All devices of this licence are in use[ ({max})]. Please deactivate one first',
  device_not_found: 'This device is not activated. Please activate it first',
  not_found: 'There is nothing at this address. Please check it and try again',
  payload_too_large: 'The request is too large. Please make it smaller and try again',
  not_ready: 'The shop is starting. Please try again in a moment',
  busy: 'The shop is very busy. Please try again in a moment[ ({seconds} seconds)]. No payment is lost',
  internal_error:
    'Something went wrong on our side and was recorded. No payment is lost. Please try again later or contact the shop with the request id',
}
