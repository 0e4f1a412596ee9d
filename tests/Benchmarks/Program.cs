using System.CommandLine;

using StreamReco.Benchmarks.Path;



var root = new RootCommand(
    "Figures of StreamReco, each beside the plainest program that does the same. Quote ratios and CPU, not clicks/s.")
{
    new PathCommand(),
};
return await root.Parse(args).InvokeAsync();
