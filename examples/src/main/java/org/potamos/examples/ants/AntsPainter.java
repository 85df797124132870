package org.potamos.examples.ants;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import java.util.List;

/** Makes images of frames: trails green, food orange, ants dark or red with food, the nest blue. */
final class AntsPainter {
  private static final int SHADES = 12;
  private static final int TRAIL = 0;
  private static final int FOOD = TRAIL + SHADES;
  private static final int NEST = FOOD + SHADES;
  private static final int ANT = NEST + 1;
  private static final int LADEN_ANT = ANT + 1;
  private static final int BORDER = LADEN_ANT + 1;
  private static final IndexColorModel PALETTE = palette();

  private AntsPainter() {}

  private static IndexColorModel palette() {
    int[] colours = new int[32];
    for (int i = 0; i < SHADES; i++) {
      double strength = i / (SHADES - 1.0);
      colours[TRAIL + i] = blend(0xFBFAF5, 0x007A5A, strength * strength);
      colours[FOOD + i] = blend(0xFBFAF5, 0xD55E00, 0.4 + 0.6 * strength);
    }
    colours[NEST] = 0xCFE4F2;
    colours[ANT] = 0x1F2933;
    colours[LADEN_ANT] = 0xA11D33;
    colours[BORDER] = 0xFFFFFF;
    return new IndexColorModel(5, colours.length, colours, 0, false, -1, 0);
  }

  private static int blend(int from, int to, double strength) {
    int colour = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int a = from >> shift & 255;
      int b = to >> shift & 255;
      colour |= (int) Math.round(a + (b - a) * strength) << shift;
    }
    return colour;
  }

  /** Colours saturate at 20 of pheromone and 30 of food. */
  private static int colour(Cell cell) {
    if (cell.ant() != null) {
      return cell.ant().hasFood() ? LADEN_ANT : ANT;
    }
    if (cell.isHome()) {
      return NEST;
    }
    if (cell.food() > 0) {
      return FOOD + Math.min(SHADES - 1, SHADES * cell.food() / 30);
    }
    int shade = (int) (SHADES * cell.pheromone() / 20);
    return TRAIL + Math.min(SHADES - 1, shade);
  }

  /** An image with squares of so many pixels for the cells. */
  static BufferedImage paint(World.Frame frame, int scale) {
    int side = frame.size() * scale;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_INDEXED, PALETTE);
    WritableRaster raster = image.getRaster();
    int[] square = new int[scale * scale];
    for (int i = 0; i < frame.cells().size(); i++) {
      Arrays.fill(square, colour(frame.cells().get(i)));
      int x = i % frame.size() * scale;
      int y = i / frame.size() * scale;
      raster.setSamples(x, y, scale, scale, 0, square);
    }
    return image;
  }

  /** Images side by side, with a gap of some pixels. */
  static BufferedImage strip(List<BufferedImage> images) {
    int gap = 6;
    int side = images.getFirst().getHeight();
    int width = images.size() * (side + gap) - gap;
    BufferedImage strip = new BufferedImage(width, side, BufferedImage.TYPE_BYTE_INDEXED, PALETTE);
    int[] blank = new int[width * side];
    Arrays.fill(blank, BORDER);
    strip.getRaster().setSamples(0, 0, width, side, 0, blank);
    for (int i = 0; i < images.size(); i++) {
      strip.getRaster().setRect(i * (side + gap), 0, images.get(i).getRaster());
    }
    return strip;
  }
}
