using Microsoft.Extensions.Hosting;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Hosting;

/// <summary>The node as a service of the host: ends the host when it is done or has failed.</summary>
/// <param name="node">The node.</param>
/// <param name="untilEnd">Whether it ends with what the topic holds at start.</param>
/// <param name="lifetime">The host's life.</param>
internal sealed class RecommenderService(RecommenderNode node, bool untilEnd, IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>What the run did; ends with it and carries its failure.</summary>
    public Task<NodeReport> Run { get; private set; } = Task.FromException<NodeReport>(new InvalidOperationException("The node has not run."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Run = RunAsync(stoppingToken);
        await Run.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        lifetime.StopApplication();
    }

    private async Task<NodeReport> RunAsync(CancellationToken stop)
    {
        await node.RunAsync(untilEnd, stop);
        return node.Report();
    }
}
