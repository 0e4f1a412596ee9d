using Microsoft.Extensions.Logging;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Http.Common;

#pragma warning disable CA1001 // The gate is not disposed: a call that waits there would wait for ever, and it holds no handle.
/// <summary>
/// Keeps this node's entry in the directory fresh and knows the others from there, as of a moment ago. A node that
/// died without a word is left out once it has been silent for <see cref="SilenceMs"/>.
/// </summary>
internal sealed partial class ClusterDirectory(
    INodeDirectory directory, string pipeline, Func<NodeEntry> self, TimeProvider time, ILogger logger)
#pragma warning restore CA1001
{
    /// <summary>Silence after which a node counts as gone: five missed signs of life.</summary>
    public const int SilenceMs = 10_000;

    private static readonly TimeSpan _signEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _viewLasts = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile ClusterView _view = ClusterView.Empty;
    private long _viewAt = long.MinValue;
    private volatile string? _away;
    private long _answeredAt = time.GetTimestamp();

    /// <summary>
    /// Why the state database is away, by the signs of life that are written there every two seconds; null while it answers.
    /// </summary>
    public string? Away => _away is { } reason ? $"The state database is away: {reason}"
        : time.GetElapsedTime(Interlocked.Read(ref _answeredAt)) is var silent && silent > _signEvery * 3
            ? $"The state database has not answered for {silent.TotalSeconds:0} s." : null;

    /// <summary>Gives signs of life until stopped, then takes the entry out.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_signEvery, time);
        await TryAsync(() => directory.InitializeAsync(CancellationToken.None));
        do
        {
            await TryAsync(() => directory.PutAsync(self(), CancellationToken.None));
        }
        while (await NextAsync(timer, stop));

        await TryAsync(() => directory.RemoveAsync(pipeline, self().Name, CancellationToken.None));
    }

    /// <summary>Nodes and leases; at most half a second old, older only while the database is away.</summary>
    /// <param name="fresh">Whether to ask the database in any case.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<ClusterView> ViewAsync(bool fresh, CancellationToken cancel)
    {
        if (!fresh && IsRecent())
        {
            return _view;
        }

        await _reading.WaitAsync(cancel);
        try
        {
            if (fresh || !IsRecent())
            {
                await TryAsync(() => ReadAsync(cancel));
            }

            return _view;
        }
        finally
        {
            _reading.Release();
        }
    }

    private bool IsRecent() =>
        Interlocked.Read(ref _viewAt) is var at && at != long.MinValue && time.GetElapsedTime(at) < _viewLasts;

    private async Task ReadAsync(CancellationToken cancel)
    {
        var nodes = await directory.NodesAsync(pipeline, cancel);
        var leases = await directory.LeasesAsync(pipeline, cancel);
        var silentBefore = time.GetUtcNow().ToUnixTimeMilliseconds() - SilenceMs;
        _view = new ClusterView([.. nodes.Where(node => node.SeenAtMs >= silentBefore)], leases);
        Interlocked.Exchange(ref _viewAt, time.GetTimestamp());
    }

    /// <summary>The directory is a convenience: while it cannot be had, the node works on.</summary>
    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            _away = null;
            Interlocked.Exchange(ref _answeredAt, time.GetTimestamp());
        }
        catch (StoreUnavailableException e)
        {
            if (_away is null)
            {
                LogAway(logger, e.Message);
            }

            _away = e.Message;
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(72, LogLevel.Warning, "other nodes cannot be looked up: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
