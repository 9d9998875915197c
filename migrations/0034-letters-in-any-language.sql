-- Letters are written in the language of their reader, and which languages there are is the program's to know.

alter table letter drop constraint letter_lang_check, add constraint letter_lang_check check (lang ~ '^[A-Za-z-]{2,20}$');
alter table order_language
  drop constraint order_language_lang_check,
  add constraint order_language_lang_check check (lang <> 'zh' and lang ~ '^[A-Za-z-]{2,20}$');
