// Runs a suite in a window like any other: VS Code trusts every workspace that it is asked to test in.
exports.activate = () => {
  require(process.env.NORMSCOPE_SUITE)
    .run()
    .catch(() => {});
};
