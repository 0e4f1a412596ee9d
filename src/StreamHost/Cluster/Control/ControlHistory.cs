using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using StreamReco.Stages.Ports;
using StreamReco.StreamHost.Sql;

namespace StreamReco.StreamHost.Cluster.Control;

/// <summary>Reads the group's requests back from the journal, by tag; any node can. An event may be missing for half a second.</summary>
internal sealed class ControlHistory(ActorSystem system, string group, IControlLedger ledger, TimeProvider time)
{
    private static readonly TimeSpan _readMax = TimeSpan.FromSeconds(20);

    /// <summary>The newest requests, the newest first.</summary>
    /// <param name="max">How many at most, open ones not counted.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The state database is away, or too slow for the journal.</exception>
    public async Task<IReadOnlyList<ControlRequest>> ReadAsync(int max, CancellationToken cancel)
    {
        if (!await ledger.IsUsedAsync(group, cancel))
        {
            return [];
        }

        var book = new ControlBook(max);
        var journal = PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);
        try
        {
            await journal.CurrentEventsByTag(ControlJournal.TagOf(group), Offset.NoOffset())
                .RunForeach(read => book.Apply((IControlEvent)read.Event), system.Materializer())
                .WaitAsync(_readMax, time, cancel);
        }
        catch (Exception e) when (e.GetBaseException() is TimeoutException or AskTimeoutException)
        {
            throw new StoreUnavailableException($"The history of the cluster was not read in time: {e.GetBaseException().Message} Ask again.", e);
        }

        return [.. book.Requests.Reverse().Take(max)];
    }
}
