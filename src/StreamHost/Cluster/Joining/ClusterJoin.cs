using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Logging;
using StreamReco.StreamHost.Cluster.Configuration;
using StreamReco.StreamHost.Sql;
using AkkaCluster = Akka.Cluster.Cluster;

namespace StreamReco.StreamHost.Cluster.Joining;

/// <summary>
/// Makes a process a member: it joins who is a member already, and forms the cluster where there is none. The ledger
/// has the processes of the group in the order in which they started; of those that live, the first one forms.
/// </summary>
/// <remarks>
/// A process counts as dead if it does not answer and either nothing listens at its address, seen from the same machine,
/// or its count of signs of life stands still for <see cref="SilenceMs"/> by this process's own clock. One that does not
/// answer although its count moves is alive: then the network or <c>Cluster:Address</c> is wrong, and forming a second
/// cluster would be, too.
/// </remarks>
internal sealed partial class ClusterJoin(ActorSystem system, ClusterProcess self)
{
    /// <summary>Three signs of life and some more.</summary>
    public const int SilenceMs = 7_000;

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _turn = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _welcomeTimeout = TimeSpan.FromSeconds(10);

    private readonly ClusterSetup _setup = ClusterSetup.Of(system);
    private readonly ProcessProbe _probe = new(system);
    private readonly Beats _beats = new(ClusterSetup.Of(system).Time);
    private readonly IReadOnlyList<HostPort> _given = HostPort.ParseList(ClusterSetup.Of(system).Options.Join) ?? [];
    private readonly ILogger _logger = ClusterSetup.Of(system).Loggers.CreateLogger<ClusterJoin>();

    /// <summary>
    /// Whether it forms the cluster where there is none. Told whom to join, it only waits for them, unless it is one of
    /// them; and it is entered into the ledger only when it is a member, so that nobody waits for it.
    /// </summary>
    public bool MayForm => _given.Count == 0 || _given.Any(place => place.ToString() == self.Address);

    /// <summary>Returns once the process is a member (Up).</summary>
    /// <exception cref="ClusterStartException">It cannot become one; the message says why.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var entries = await WithDatabaseAsync(
            () => MayForm ? _setup.Ledger.EnterAsync(_setup.Group, self, cancel) : _setup.Ledger.EntriesAsync(_setup.Group, cancel), cancel);
        var started = _setup.Time.GetTimestamp();
        while (true)
        {
            var others = entries.Where(entry => !entry.Process.Equals(self)).ToArray();
            var answers = await QueryAllAsync(others, cancel);
            string[] members = [.. answers.Where(answer => answer.Value == ProbeResult.Member).Select(answer => answer.Key)];
            if (members.Length > 0 ? await JoinAsync(members, cancel) : MayForm && await FormAsync(entries, answers, cancel))
            {
                await SeenAsync(cancel);
                await WithDatabaseAsync(
                    async () => await _setup.Ledger.BeatAsync(_setup.Group, self, isMember: true, cancel) ? true : throw Downed(), cancel);
                return;
            }

            if (_setup.Time.GetElapsedTime(started).TotalMilliseconds > _setup.Options.JoinTimeoutMs)
            {
                throw Failure(others, answers);
            }

            await Task.Delay(_turn, _setup.Time, cancel);
            entries = await WithDatabaseAsync(() => _setup.Ledger.EntriesAsync(_setup.Group, cancel), cancel);
        }
    }

    private async Task<Dictionary<string, ProbeResult>> QueryAllAsync(
        IReadOnlyList<ClusterEntry> others, CancellationToken cancel)
    {
        string[] addresses =
        [
            .. others.Select(other => other.Process.Address)
                .Concat(_given.Select(place => place.ToString())).Where(address => address != self.Address).Distinct(StringComparer.Ordinal),
        ];
        var answers = await Task.WhenAll(addresses.Select(address => _probe.QueryAsync(HostPort.Parse(address)!, cancel)));
        return addresses.Zip(answers, KeyValuePair.Create).ToDictionary(StringComparer.Ordinal);
    }

    private async Task<bool> JoinAsync(string[] members, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_welcomeTimeout);
        try
        {
            var seeds = members.Select(member => Addresses.Of(system, HostPort.Parse(member)!));
            await AkkaCluster.Get(system).JoinSeedNodesAsync(seeds, limit.Token);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or ClusterJoinFailedException && !cancel.IsCancellationRequested)
        {
            LogNotWelcomed(_logger, string.Join(", ", members));
            return false;
        }
    }

    /// <summary>The view of the members follows a moment later than the event that this process is one.</summary>
    private async Task SeenAsync(CancellationToken cancel)
    {
        var cluster = AkkaCluster.Get(system);
        while (!cluster.State.Members.Any(member =>
            member.UniqueAddress.Equals(cluster.SelfUniqueAddress) && member.Status == MemberStatus.Up))
        {
            await Task.Delay(_look, _setup.Time, cancel);
        }
    }

    private async Task<bool> FormAsync(
        IReadOnlyList<ClusterEntry> entries, Dictionary<string, ProbeResult> answers, CancellationToken cancel)
    {
        ClusterProcess[] dead =
        [
            .. entries.Where(entry => !entry.Process.Equals(self) && IsDead(entry, answers[entry.Process.Address]))
                .Select(entry => entry.Process),
        ];
        var outcome = await WithDatabaseAsync(() => _setup.Ledger.FormAsync(_setup.Group, self, dead, cancel), cancel);
        if (outcome == FormOutcome.Downed)
        {
            throw Downed();
        }

        if (outcome == FormOutcome.Wait)
        {
            return false;
        }

        foreach (var process in dead)
        {
            LogDead(_logger, process.ToString());
        }

        await AkkaCluster.Get(system).JoinAsync(AkkaCluster.Get(system).SelfAddress, cancel);
        return true;
    }

    private bool IsDead(ClusterEntry entry, ProbeResult answer) => answer switch
    {
        ProbeResult.Refused when entry.Process.Machine == self.Machine => true,
        ProbeResult.Refused or ProbeResult.Silent => _beats.IsStill(entry),
        _ => false,
    };

    /// <summary>A node that starts while the database is away waits for it, and says so.</summary>
    private async Task<T> WithDatabaseAsync<T>(Func<Task<T>> work, CancellationToken cancel) =>
        await StoreRetry.OfStart(_setup.Time, reason => LogWaits(_logger, reason)).ExecuteAsync(async _ => await work(), cancel);

    private ClusterStartException Failure(
        IReadOnlyList<ClusterEntry> others, Dictionary<string, ProbeResult> answers)
    {
        var limit = $"within Cluster:JoinTimeoutMs={_setup.Options.JoinTimeoutMs}";
        var unreached = others.Where(other => answers.GetValueOrDefault(other.Process.Address, ProbeResult.Silent) >= ProbeResult.Refused)
            .Select(other => other.Process.Address).ToArray();
        return _given.Count > 0
            ? new ClusterStartException(
                $"None of Cluster:Join ({string.Join(", ", _given)}) became a member of group '{_setup.Group}' {limit}. Start one "
                + "of them without --join, or leave --join out: nodes find each other by the state database.")
            : unreached.Length > 0
                ? new ClusterStartException(
                    $"The nodes {string.Join(", ", unreached)} of group '{_setup.Group}' live by the state database, but do not answer "
                    + $"{self.Address} {limit}. Set Cluster:Address on each node to an address that the others reach, open the port "
                    + "(Cluster:Port) and give all nodes the same Cluster:Tls settings.")
                : new ClusterStartException($"No node of group '{_setup.Group}' became a member {limit}.");
    }

    private ClusterStartException Downed() => new(
        $"This node ({self.Address}) was taken for dead while it started, and others went on without it. Start it again.");

    [LoggerMessage(91, LogLevel.Warning, "the cluster cannot be joined before the state database is there: {Reason}")]
    private static partial void LogWaits(ILogger logger, string reason);

    [LoggerMessage(92, LogLevel.Warning, "members {Members} did not take this node in; they are asked again")]
    private static partial void LogNotWelcomed(ILogger logger, string members);

    [LoggerMessage(93, LogLevel.Warning, "process {Process} of this group is dead: its entry is removed and it is marked as downed")]
    private static partial void LogDead(ILogger logger, string process);
}
