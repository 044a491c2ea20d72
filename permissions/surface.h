/*
 * What a capture takes its pictures from. A word for both processes: consent asks which surface was chosen (B-38),
 * isolation what becomes of an area that must not be seen (C-44).
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** CordonSurfaceKind: @CORDON_SURFACE_NONE, a surface nobody named, is treated as one that a page can reach. */
typedef enum
{
  CORDON_SURFACE_NONE = 0,
  CORDON_SURFACE_TAB,      /* a page of this browser */
  CORDON_SURFACE_WINDOW,   /* through the operating system */
  CORDON_SURFACE_MONITOR,  /* through the operating system */
  CORDON_SURFACE_VIEWPORT, /* the visible part of the asking page itself; its id is the page's tab_id (B-48) */
} CordonSurfaceKind;

#define CORDON_N_SURFACE_KINDS 5

G_END_DECLS
