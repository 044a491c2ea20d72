#pragma once

/* What a command answers: rows under headings, as a table for people or as JSON for programs. */

#include "permissions/callee.h"

typedef struct _Report Report;

/** report_new: @headings: NULL-terminated; `Last used` is the member `last_used` in JSON. */
Report *report_new (const char *const *headings);
void report_free (Report *report);

/** report_begin_row: cells follow, one per heading. */
void report_begin_row (Report *report);
void report_add (Report *report, const char *text);

/** report_add_named: @name for programs, @text for people. */
void report_add_named (Report *report, const char *name, const char *text);
void report_add_number (Report *report, guint64 number);
void report_add_bool (Report *report, gboolean value);

/** report_add_callee: @callee: (nullable). */
void report_add_callee (Report *report, const CordonCallee *callee);

/** report_add_time: @wall_us: 0 is never. */
void report_add_time (Report *report, gint64 wall_us);

/**
 * report_print: @nothing: what a table without rows says. A table leaves out columns that say nothing in any row, and
 * those called @beside, so that it fits a terminal; JSON has them all. @beside: (nullable): NULL-terminated.
 */
void report_print (const Report *report, gboolean json, const char *const *beside, const char *nothing);

/** report_print_records: each row as lines of heading and value. */
void report_print_records (const Report *report, gboolean json);

/** report_keep_last: drops all rows but the last @n. */
void report_keep_last (Report *report, guint n);

/** report_to_json: Returns: (transfer full): the rows with all their columns. */
char *report_to_json (const Report *report);

/** printable: Returns: (transfer full): @text with what a terminal would obey shown as its code point. */
char *printable (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Report, report_free)
