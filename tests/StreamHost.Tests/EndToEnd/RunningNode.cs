using Microsoft.Extensions.DependencyInjection;
using StreamReco.Models.Items;
using StreamReco.StreamHost.Hosting;
using StreamReco.StreamHost.Node;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Serving;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>A node at work in this process.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource _stop = new();
    private readonly ServiceProvider _services;
    private readonly RecommenderNode _node;
    private readonly Task _run;

    private RunningNode(ServiceProvider services, RecommenderNode node, bool untilEnd)
    {
        (_services, _node) = (services, node);
        _run = node.RunAsync(untilEnd, _stop.Token);
    }

    /// <summary>Partitions whose shards run here now.</summary>
    public int Shards => _node.Shards.Count;

    /// <summary>Its models.</summary>
    public ModelRegistry Models => _node.Models;

    /// <summary>What its catalog says of an item, or null.</summary>
    public CatalogItem? Find(string itemId) => _node.Catalog.Find(itemId);

    /// <summary>What others do to its group.</summary>
    public IReadOnlyList<string> Notes => _node.Notes;

    /// <summary>Records that this node has committed.</summary>
    public long Committed => _node.Progress().Read;

    /// <summary>Records in the state of its shards.</summary>
    public long Read => _node.Report().Read;

    /// <summary>Clicks that wait for the throttle.</summary>
    public int ClicksWaiting => _node.Shards.Sum(shard => shard.Status.Waiting);

    public static async Task<RunningNode> StartAsync(
        StreamRecoOptions options, RecordedLogs logs, bool untilEnd, Action? beforeRun)
    {
        var services = new ServiceCollection().AddStreamReco(options, logs, TimeProvider.System).BuildServiceProvider();
        try
        {
            var node = await services.StartNodeAsync(CancellationToken.None);
            beforeRun?.Invoke();
            return new RunningNode(services, node, untilEnd);
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until something is so, and fails at once when the node does.</summary>
    public Task UntilAsync(string what, Func<bool> isSo) => Waiting.UntilAsync(
        what,
        () =>
        {
            if (_run.IsFaulted)
            {
                throw new InvalidOperationException(
                    $"The node ended: {_run.Exception.GetBaseException().Message}", _run.Exception);
            }

            return isSo();
        },
        _patience);

    /// <summary>Waits for a node that ends by itself.</summary>
    public async Task EndAsync() => await _run.WaitAsync(_patience);

    /// <summary>Tells it to stop, as Ctrl-C does, and waits.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await EndAsync();
    }

    /// <summary>What it did.</summary>
    public NodeReport Report() => _node.Report();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_run.WaitAsync(_patience)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _services.DisposeAsync();
        _stop.Dispose();
    }
}
