using System.CommandLine;
using StreamReco.Benchmarks.Allocation;
using StreamReco.Benchmarks.Path;

var root = new RootCommand(
    "Figures of StreamReco, each beside the plainest program that does the same. Quote ratios and CPU, not clicks/s.")
{
    new PathCommand(),
    new AllocationCommand(),
};
return await root.Parse(args).InvokeAsync();
