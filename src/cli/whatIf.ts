import { type Command, oneOf } from "./options";
import { print } from "./print";
import { batchSize } from "./whatIf/batchSize";
import { gap } from "./whatIf/gap";
import { momentum } from "./whatIf/momentum";

const QUESTIONS = { "batch-size": batchSize, momentum, gap };

/** `normscope what-if`. */
export const whatIfCommand: Command = {
  usage: `Usage: normscope what-if batch-size FILE [options]
       normscope what-if momentum RUN [options]
       normscope what-if gap PATH --checkpoint FILE [options]

batch-size: what batches of 1, 2, 4, … examples would do to batch norm's statistics and output, by resampling the
examples of captured activations [N, C, …] (NumPy, safetensors and what else profile reads), and from which size on
the noise is within the limit.
  --tensor NAME          which tensor of the file, where it holds several
  --channel-axis N       axis that channels lie along; negative counts from the end (default: 1)
  --limit X              noise that you accept, where the output's σ is 1 (default: 0.1)
  --seed N               of the random draws: the same seed gives the same numbers (default: 0)
  --eps X                batch norm's ε (default: 1e-5)
  --num-groups G         of group norm beside it (default: 32, or the next below that makes groups of two and more)

momentum: what the running averages of a recorded run (a log, or a folder with one file per training step) would be
with other momenta, and which of them errs least. Momenta have PyTorch's meaning.
  --layer NAME           which layer of the run (default: all that keep running averages)
  --momentum M           a momentum to try besides
  --convention NAME      of a folder of tensor files: whether the variance is unbiased, pytorch (default), or not, keras

gap: how a trained batch norm's outputs in training and in inference differ on the same activations, how much of that is
sampling noise, and whether it is the running mean or variance, an average that is not warm, or a biased variance. Of a
file that holds several layers, or a folder of such files: which layer's statistics are most at fault.
  --checkpoint FILE      what holds the trained layers
  --inference PATH       of several layers, captured in inference of the same examples: what each layer's own statistics
                         do to its output, what it inherits, and what mending the worst would leave at the last layer
  --layer NAME           one batch norm of the checkpoint alone (default of a file with one tensor: the one of its name,
                         or the only one)
  --tensor NAME, --channel-axis N
                         as above
  --momentum M           that the layers were trained with, as their framework means it (default: what the checkpoint
                         says, or the framework's own)
  --batch N              examples of a batch of training, to tell a variance that was kept biased

  --json                 print the numbers as JSON
  --help, --version

Progress goes to a terminal's standard error; Ctrl-C ends it.`,

  async run([question, ...args]) {
    const known = Object.keys(QUESTIONS) as (keyof typeof QUESTIONS)[];
    if (question === undefined) throw new Error(`what-if takes a question: ${known.join(", ")}`);
    await print(await QUESTIONS[oneOf("the question", question, known)](args));
    return 0;
  },
};
