using StreamReco.StreamHost.Cli;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Terminal;

using var signals = new ShutdownSignals(Console.Error.WriteLine);
return await new CommandLineHost(Screen.OfProcess(), TimeProvider.System).RunAsync(args, signals.Stopping);
