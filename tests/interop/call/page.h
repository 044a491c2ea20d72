/*
 * The page at one end: its script sees what arrives through the sinks of the web, and those ask the label graph.
 * A picture is drawn to a canvas and read back; sound goes through Web Audio.
 */

#pragma once

#include "isolation/graph.h"
#include "tests/interop/call/media.h"

typedef struct _Page Page;

/* @isolating: FALSE: an engine that knows no isolation. */
Page *page_new (gboolean isolating);
void page_free (Page *page);

/* The session's label is known: received tracks latch it, once. */
void page_latch (Page *page, gboolean confidential);

/* Script tries to read a frame that arrived. */
void page_read (Page *page, guint track, MediaKind kind, const guint8 *frame, gsize size);

MediaSeen page_get_seen (const Page *page, guint track, MediaKind kind);
void page_mark (Page *page);
CordonGraph *page_get_graph (Page *page);
