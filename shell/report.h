/*
 * What a driver may ask the shell: where things are, and what is known. One JSON object a line each way, on the
 * socket of
 * --report-fd. It clicks nothing and decides nothing: clicks come from the X server.
 */

#pragma once

#include "shell/browser.h"

G_BEGIN_DECLS

typedef struct _ShellReport ShellReport;

ShellReport *shell_report_new (ShellBrowser *browser, int fd);
void shell_report_free (ShellReport *report);

G_END_DECLS
