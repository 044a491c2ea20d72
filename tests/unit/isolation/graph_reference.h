#pragma once

/*
 * The media graph once more, slow and simple: labels as sets, no incremental step. After every event each label is
 * computed from scratch by going round until nothing changes. It shares no code and no table with the library; what a
 * kind does is written down here a second time, from table 4.6 and from section 4.2 of the requirements.
 */

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  REF_CAPTURE,
  REF_DISPLAY,
  REF_REMOTE,
  REF_GENERATED,
  REF_RESOURCE,
  REF_TRACK,
  REF_ELEMENT_TRACK,
  REF_CANVAS_TRACK,
  REF_STREAM,
  REF_ELEMENT,
  REF_BITMAP,
  REF_PLACEHOLDER,
  REF_IMAGE_BITMAP,
  REF_PATTERN,
  REF_AUDIO_SOURCE,
  REF_RECORDER,
  REF_SENDER,
  REF_SURFACE,
  REF_N_KINDS,
} RefKind;

typedef struct
{
  guint reasons; /* bits as in isolation/label.h */
  int callee;    /* 0: none, -1: nobody, otherwise a number of the test's */
} RefLabel;

typedef struct
{
  RefKind kind;
  RefLabel own;
  RefLabel label;
  RefLabel target; /* own and inputs, as of the last settling */
  GArray *inputs;  /* guint: numbers of nodes */
  gboolean is_removed;
  gboolean is_ended;
} RefNode;

typedef struct
{
  GPtrArray *nodes; /* RefNode */
} Reference;

Reference *reference_new (void);
void reference_free (Reference *reference);

/* Returns: the number of the new node. Contents, once in a node, are @label. */
guint reference_add (Reference *reference, RefKind kind, RefLabel own, RefLabel label);
RefNode *reference_node (Reference *reference, guint number);
void reference_link (Reference *reference, guint from, guint into);
gboolean reference_unlink (Reference *reference, guint from, guint into);

/* Computes all labels from scratch. */
void reference_settle (Reference *reference);

/* What passes on. */
RefLabel reference_output (const RefNode *node);
RefLabel ref_join (RefLabel a, RefLabel b);
gboolean ref_equal (RefLabel a, RefLabel b);
gboolean ref_holds_frames (RefKind kind);

G_END_DECLS
