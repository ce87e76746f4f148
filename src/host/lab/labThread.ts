import { l10n } from "vscode";
import type { FromLabThread, LabPlan, LabRequest, ToLabThread, TrainingKey } from "../../protocol/lab";
import { startThread } from "../thread";

/** A thread that trains one network after the other. Its answers reject where it has ended, or cannot do it. */
export interface LabThread {
  plan(request: LabRequest): Promise<LabPlan>;
  train(request: LabRequest, key: TrainingKey, onStep: (step: Step) => void): Promise<void>;
  /** Holds the training at hand, and those that are asked for meanwhile. */
  pause(paused: boolean): void;
  end(): void;
}

export type Step = Extract<FromLabThread, { type: "step" }>;

interface OpenJob {
  readonly hear: (message: FromLabThread) => void;
  readonly reject: (error: Error) => void;
}

/** @param script absolute path of the lab's bundle */
export function startLabThread(script: string): LabThread {
  let job: OpenJob | null = null;
  let gone: Error | null = null;
  const die = (message: string) => {
    gone ??= new Error(message);
    job?.reject(gone);
    job = null;
  };

  function ask<Answer>(
    message: ToLabThread,
    hear: (message: FromLabThread, resolve: (answer: Answer) => void) => void,
  ): Promise<Answer> {
    if (gone) return Promise.reject(gone);
    return new Promise((resolve, reject) => {
      job = { hear: (heard) => hear(heard, resolve), reject };
      post(message);
    });
  }

  const thread = startThread<FromLabThread>(script, {
    hear: (message) => {
      if (message.type === "failed") job?.reject(new Error(message.message));
      else job?.hear(message);
    },
    failed: (why) => die(l10n.t("A thread of the lab stopped: {0}.", why)),
    exited: (code) => die(l10n.t("A thread of the lab stopped with exit code {0}.", code)),
  });
  const post = (message: ToLabThread) => thread.post(message);

  return {
    plan: (request) =>
      ask<LabPlan>({ type: "plan", request }, (message, resolve) => {
        if (message.type === "planned") resolve(message.plan);
      }),
    train: (request, key, onStep) =>
      ask<void>({ type: "train", request, key }, (message, resolve) => {
        if (message.type === "step") onStep(message);
        if (message.type === "trained") resolve();
      }),
    pause: (paused) => post({ type: "pause", paused }),
    end: () => {
      die(l10n.t("The training was stopped."));
      thread.end();
    },
  };
}
