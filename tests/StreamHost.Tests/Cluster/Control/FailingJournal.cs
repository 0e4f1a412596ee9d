using System.Collections.Immutable;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace StreamReco.StreamHost.Tests.Cluster.Control;

/// <summary>A journal in memory that takes nothing while it is told to fail.</summary>
public sealed class FailingJournal : MemoryJournal
{
    public static bool Fails { get; set; }

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        Fails ? Task.FromException<IImmutableList<Exception>>(new IOException("The disk is full."))
            : base.WriteMessagesAsync(messages, cancellationToken);
}
