/* Structured Field dictionaries (RFC 9651), as far as a policy header needs them: every type parses, two are kept. */

#pragma once

#include <glib.h>

typedef enum
{
  CORDON_FIELD_OTHER = 0, /* number, boolean, bytes, date or display string */
  CORDON_FIELD_TOKEN,
  CORDON_FIELD_STRING,
} CordonFieldType;

typedef struct
{
  CordonFieldType type;
  char *text; /* of a token or string, else NULL */
} CordonFieldItem;

typedef struct
{
  char *key;
  gboolean is_list;
  GArray *items;   /* CordonFieldItem; one, unless is_list */
  char *report_to; /* the member's own parameter, where it is a token or string; nullable */
} CordonFieldMember;

/*
 * Returns: (transfer full) (nullable) (element-type CordonFieldMember): the members in order, the last of a
 * repeated key in the place of the first; NULL where any part does not parse, for then the whole field counts for
 * nothing.
 */
GPtrArray *cordon_field_parse_dictionary (const char *text, gsize size);
