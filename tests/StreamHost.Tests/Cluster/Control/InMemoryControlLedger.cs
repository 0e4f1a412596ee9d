using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

/// <summary>The ledger as its port describes it, in memory; can be away.</summary>
internal sealed class InMemoryControlLedger : IControlLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string Request), string?> _open = [];

    public bool IsAway { get; set; }

    /// <summary>Called when ended requests are about to be removed.</summary>
    public Func<Task> BeforeRemoval { get; set; } = () => Task.CompletedTask;

    /// <summary>Called when they have been removed.</summary>
    public Action AfterRemoval { get; set; } = () => { };

    public Task<bool> IsUsedAsync(string group, CancellationToken cancel) => Do(() => _epochs.ContainsKey(group));

    public Task<bool> HasOpenAsync(string group, CancellationToken cancel) => Do(() => _open.Keys.Any(key => key.Group == group));

    public Task<long> AcquireAsync(string group, string owner, CancellationToken cancel) =>
        Do(() => _epochs[group] = _epochs.GetValueOrDefault(group) + 1);

    public Task<bool> IsCurrentAsync(string group, long epoch, CancellationToken cancel) =>
        Do(() => _epochs.GetValueOrDefault(group) == epoch);

    public Task<bool> OpenAsync(string group, long epoch, string request, string? secret, CancellationToken cancel) => Do(() =>
    {
        var isCurrent = _epochs.GetValueOrDefault(group) == epoch;
        if (isCurrent)
        {
            _open[(group, request)] = secret;
        }

        return isCurrent;
    });

    public Task<string?> SecretAsync(string group, string request, CancellationToken cancel) =>
        Do(() => _open.GetValueOrDefault((group, request)));

    public async Task KeepOnlyAsync(string group, long epoch, IReadOnlyCollection<string> open, CancellationToken cancel)
    {
        await BeforeRemoval();
        await Do(() => Remove(group, epoch, open));
        AfterRemoval();
    }

    private bool Remove(string group, long epoch, IReadOnlyCollection<string> open)
    {
        foreach (var key in _open.Keys.Where(key =>
            key.Group == group && !open.Contains(key.Request) && _epochs.GetValueOrDefault(group) == epoch).ToArray())
        {
            _open.Remove(key);
        }

        return true;
    }

    private Task<T> Do<T>(Func<T> work)
    {
        if (IsAway)
        {
            return Task.FromException<T>(new StoreUnavailableException("The database is away.", new IOException("away")));
        }

        lock (_gate)
        {
            return Task.FromResult(work());
        }
    }
}
