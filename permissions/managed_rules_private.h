/* What managed_rules_text.c fills and managed_rules.c answers from. */

#pragma once

#include "permissions/managed_rules.h"
#include "permissions/origin_pattern.h"

typedef enum
{
  CORDON_CAPTURE_LIST_MONITOR,
  CORDON_CAPTURE_LIST_WINDOW,
  CORDON_CAPTURE_LIST_TAB,
  CORDON_CAPTURE_LIST_SAME_ORIGIN_TAB,
  CORDON_N_CAPTURE_LISTS,
} CordonCaptureList;

typedef struct
{
  gboolean present;
  gboolean all;
  GPtrArray *patterns; /* CordonOriginPattern; NULL: none */
} CordonOriginList;

struct _CordonManagedRules
{
  gatomicrefcount ref_count;
  gboolean block_all;
  gboolean decides; /* allow or block says anything at all */
  CordonOriginList allow[CORDON_N_FEATURES];
  CordonOriginList block[CORDON_N_FEATURES];
  CordonOriginList capture[CORDON_N_CAPTURE_LISTS];
  CordonTrustList *insecure_origins;
  CordonManagedIpMode ip_mode;
  gboolean refuse_data_channels;
};
