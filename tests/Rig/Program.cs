using System.CommandLine;
using StreamReco.Rig.Cli;

var root = new RootCommand("Long proofs of StreamReco: each run is repeated by its seed.")
{
    new SimulateCommand(TimeProvider.System),
    new FuzzCommand(TimeProvider.System),
    new ShapesCommand(TimeProvider.System),
    new ChaosCommand(TimeProvider.System),
    new RebalanceCommand(TimeProvider.System),
    new FaultsCommand(TimeProvider.System),
};
return root.Parse(args).Invoke();
