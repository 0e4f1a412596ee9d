using StreamReco.StreamHost.Cli.Common;

namespace StreamReco.StreamHost.Tests.Cli;

public sealed class ShutdownSignalsTests
{
    [Fact]
    public void The_first_signal_asks_for_an_end_and_the_second_ends_at_once()
    {
        var told = new List<string>();
        var exits = new List<int>();
        using var signals = new ShutdownSignals(told.Add, exits.Add);

        signals.Receive();

        signals.Stopping.IsCancellationRequested.ShouldBeTrue();
        told.Single().ShouldContain("Ctrl-C again");
        exits.ShouldBeEmpty();

        signals.Receive();

        exits.ShouldBe([130]);
    }
}
