import type { Piece } from "../hoverText";
import type { Ground, Point } from "./advice";
import type { Evidence } from "./place";

/** What advice rests on that is no rule of the catalogue. */
export const BATCH_NORM = paper("Ioffe and Szegedy 2015", "1502.03167");
export const GROUP_NORM = paper("Wu and He 2018", "1803.08494");
export const LAYER_NORM = paper("Ba, Kiros and Hinton 2016", "1607.06450");
export const INSTANCE_NORM = paper("Ulyanov et al. 2016", "1607.08022");
export const RMS_NORM = paper("Zhang and Sennrich 2019", "1910.07467");
export const PRE_NORM = paper("Xiong et al. 2020", "2002.04745");
export const IDENTITY_MAPPINGS = paper("He et al. 2016, Identity Mappings", "1603.05027");
export const GRADIENT_PENALTY = paper("Gulrajani et al. 2017", "1704.00028");
export const GRAPH_NORM = paper("Cai et al. 2021", "2009.03294");
export const DOMAINS = paper("Li et al. 2016", "1603.04779");

export const KERAS_FINE_TUNING: Ground = {
  kind: "source",
  label: "Keras: Transfer learning and fine-tuning",
  url: "https://keras.io/guides/transfer_learning/",
};

export function rule(code: string): Ground {
  return { kind: "rule", code };
}

export function code({ at, code: text }: Evidence): Ground {
  return { kind: "code", at, code: text };
}

export function point(text: readonly Piece[], ...grounds: readonly Ground[]): Point {
  return { text, grounds };
}

function paper(label: string, arxiv: string): Ground {
  return { kind: "source", label, url: `https://arxiv.org/abs/${arxiv}` };
}
