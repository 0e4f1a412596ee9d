using System.Text;
using StreamReco.Models.Binary;
using StreamReco.Models.Identity;

namespace StreamReco.Stages.State;

/// <summary>
/// The identity policy in force and what was linked: a part of the shard's state, so that a replay of the log links as live did. Who
/// is linked to whom stands in the users' own states.
/// </summary>
public sealed class ShardIdentity
{
    private const byte Version = 1;

    private readonly long[] _refused = new long[Enum.GetValues<LinkRefusal>().Length];

    /// <summary>The policy in force; off before the first.</summary>
    public IdentityPolicy Policy { get; private set; } = IdentityPolicy.Off;

    /// <summary>Offset of the record that put it in force; -1 before the first.</summary>
    public long Offset { get; private set; } = -1;

    /// <summary>Times that an anonymous id of this partition was linked to a user.</summary>
    public long Linked { get; private set; }

    /// <summary>Histories that were taken into a state of this partition.</summary>
    public long Merged { get; private set; }

    /// <summary>Applied events in these histories.</summary>
    public long MergedEvents { get; private set; }

    /// <summary>Clicks of linked ids that were forwarded to the user's partition, which counts them.</summary>
    public long Forwarded { get; private set; }

    /// <summary>Times that a link was ended: by an operator, an erasure, or a consent that was taken back.</summary>
    public long Unlinked { get; private set; }

    /// <summary>Links that were not made, by <see cref="LinkRefusal"/>.</summary>
    public ReadOnlySpan<long> Refused => _refused;

    /// <summary>Puts another policy in force.</summary>
    public void Change(IdentityPolicy policy, long offset) => (Policy, Offset) = (policy, offset);

    public void CountLinked() => Linked++;

    public void CountMerged(long events) => (Merged, MergedEvents) = (Merged + 1, MergedEvents + events);

    public void CountForwarded() => Forwarded++;

    public void CountUnlinked() => Unlinked++;

    public void CountRefused(LinkRefusal why) => _refused[(int)why]++;

    /// <summary>Writes the canonical bytes.</summary>
    internal void Write(StateWriter writer)
    {
        writer.Byte(Version);
        writer.Text(Encoding.UTF8.GetString(Policy.ToBytes()));
        writer.Signed(Offset);
        writer.Unsigned((ulong)Linked);
        writer.Unsigned((ulong)Merged);
        writer.Unsigned((ulong)MergedEvents);
        writer.Unsigned((ulong)Forwarded);
        writer.Unsigned((ulong)Unlinked);
        writer.Unsigned((ulong)_refused.Length);
        foreach (var count in _refused)
        {
            writer.Unsigned((ulong)count);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    internal static ShardIdentity Read(ref StateReader reader)
    {
        if (reader.Byte() is var version && version != Version)
        {
            throw new InvalidDataException($"The identities have version {version}; this program reads version {Version}.");
        }

        var identity = new ShardIdentity
        {
            Policy = PolicyOf(reader.Text()),
            Offset = reader.Signed(),
            Linked = (long)reader.Unsigned(),
            Merged = (long)reader.Unsigned(),
            MergedEvents = (long)reader.Unsigned(),
            Forwarded = (long)reader.Unsigned(),
            Unlinked = (long)reader.Unsigned(),
        };
        var reasons = reader.Count(identity._refused.Length);
        for (var i = 0; i < reasons; i++)
        {
            identity._refused[i] = (long)reader.Unsigned();
        }

        return identity;
    }

    private static IdentityPolicy PolicyOf(string text)
    {
        try
        {
            return IdentityPolicy.Read(Encoding.UTF8.GetBytes(text));
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"The stored identity policy cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>Why a link was not made. Counted in the state; never reused.</summary>
public enum LinkRefusal
{
    /// <summary>More users signed in at the id than the policy allows.</summary>
    Shared,

    /// <summary>The person does not agree to personalisation.</summary>
    Consent,

    /// <summary>The id's clicks are held as those of a program.</summary>
    Held,

    /// <summary>An operator ended the link before.</summary>
    Unlinked,

    /// <summary>The anonymous id has ids of its own: it is a user's.</summary>
    Known,

    /// <summary>The user has as many anonymous ids as one can have.</summary>
    Full,

    /// <summary>One of the two was erased since.</summary>
    Erased,
}

/// <summary>How linking stands in a partition.</summary>
/// <param name="Version">Version of the policy; empty before the first.</param>
/// <param name="Offset">Offset from which it is in force; -1 before the first.</param>
/// <param name="IsOn">Whether events link ids.</param>
/// <param name="UsersPerDeviceMax">Users who may sign in at one id.</param>
/// <param name="Linked">Times that an id of this partition was linked.</param>
/// <param name="Merged">Histories taken into states of this partition.</param>
/// <param name="MergedEvents">Applied events in them.</param>
/// <param name="Forwarded">Clicks forwarded to the user's partition.</param>
/// <param name="Unlinked">Times that a link was ended.</param>
/// <param name="Refused">Links that were not made, by reason; those above zero.</param>
/// <param name="Fault">Why the newest policy in the log cannot be used; null if it is in force.</param>
public sealed record IdentityReport(
    string Version, long Offset, bool IsOn, int UsersPerDeviceMax, long Linked, long Merged, long MergedEvents, long Forwarded, long Unlinked,
    IReadOnlyDictionary<string, long> Refused, string? Fault);
