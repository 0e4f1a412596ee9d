using System.Text;
using StreamReco.Models.Binary;
using StreamReco.Models.Bots;

namespace StreamReco.Stages.State;

/// <summary>
/// The bot policy in force and what it judged beyond single users: a part of the shard's state, so that a replay of the log judges
/// as live did. What is known of a user's clicks stands in the user's state.
/// </summary>
public sealed class ShardBots
{
    /// <summary>Users that are listed as programs; more are held, and not listed.</summary>
    public const int ListedMax = 10_000;

    /// <summary>Users that a report names.</summary>
    private const int NamedMax = 200;

    private const byte Version = 1;

    private readonly SortedDictionary<string, BotMark> _listed = new(StringComparer.Ordinal);
    private IReadOnlyList<ListedBot>? _newest = [];

    /// <param name="policy">The policy.</param>
    /// <param name="offset">Offset of the record that put it in force.</param>
    public ShardBots(BotPolicy policy, long offset) => (Policy, Offset) = (policy, offset);

    public BotPolicy Policy { get; private set; }

    /// <summary>Offset of the record that put the policy in force.</summary>
    public long Offset { get; private set; }

    /// <summary>Times that a user was taken for a program, by score or by an operator.</summary>
    public long Found { get; private set; }

    /// <summary>Times that a user was found to be none after all, by score or by an operator.</summary>
    public long Cleared { get; private set; }

    /// <summary>Users that are held now, by id, up to <see cref="ListedMax"/>.</summary>
    public IReadOnlyDictionary<string, BotMark> Listed => _listed;

    /// <summary>Paths of items, and how often each was walked.</summary>
    public BotPaths Paths { get; } = new();

    /// <summary>Where first clicks of ids come from.</summary>
    public BotSources Sources { get; } = new();

    /// <summary>Puts another policy in force.</summary>
    public void Change(BotPolicy policy, long offset) => (Policy, Offset) = (policy, offset);

    /// <summary>The users that were taken for programs last, the newest first; made anew after a change.</summary>
    public IReadOnlyList<ListedBot> Newest() => _newest ??=
    [
        .. _listed.OrderByDescending(one => one.Value.Offset).Take(NamedMax).Select(one => new ListedBot(one.Key, one.Value)),
    ];

    /// <summary>A user is taken for a program.</summary>
    public void Find(string userId, in BotMark mark)
    {
        Found++;
        _newest = null;
        if (_listed.Count < ListedMax || _listed.ContainsKey(userId))
        {
            _listed[userId] = mark;
        }
    }

    /// <summary>A user is none after all.</summary>
    public void Clear(string userId)
    {
        Cleared++;
        Erase(userId);
    }

    /// <summary>Forgets a user.</summary>
    public void Erase(string userId)
    {
        if (_listed.Remove(userId))
        {
            _newest = null;
        }
    }

    /// <summary>Writes the canonical bytes.</summary>
    internal void Write(StateWriter writer)
    {
        writer.Byte(Version);
        writer.Text(Encoding.UTF8.GetString(Policy.ToBytes()));
        writer.Signed(Offset);
        writer.Unsigned((ulong)Found);
        writer.Unsigned((ulong)Cleared);
        writer.Unsigned((ulong)_listed.Count);
        foreach (var (user, mark) in _listed)
        {
            writer.Text(user);
            writer.Signed(mark.Offset);
            writer.Signed(mark.AtMs);
            writer.Float(mark.Score);
            writer.Unsigned((ulong)mark.Reasons);
        }

        Paths.Write(writer);
        Sources.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    internal static ShardBots Read(ref StateReader reader)
    {
        if (reader.Byte() is var version && version != Version)
        {
            throw new InvalidDataException($"The verdicts on bots have version {version}; this program reads version {Version}.");
        }

        var bots = new ShardBots(PolicyOf(reader.Text()), reader.Signed())
        {
            Found = (long)reader.Unsigned(),
            Cleared = (long)reader.Unsigned(),
        };
        for (var left = reader.Count(ListedMax); left > 0; left--)
        {
            bots._listed[reader.Text()] = new BotMark(reader.Signed(), reader.Signed(), reader.Float(), reader.Count(ushort.MaxValue));
        }

        bots._newest = null;
        bots.Paths.Restore(ref reader);
        bots.Sources.Restore(ref reader);
        return bots;
    }

    private static BotPolicy PolicyOf(string text)
    {
        try
        {
            return BotPolicyReader.Read(Encoding.UTF8.GetBytes(text));
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"The stored bot policy cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>Why a user is taken for a program, and since when.</summary>
/// <param name="Offset">Offset of the record at which the verdict fell.</param>
/// <param name="AtMs">Kafka's timestamp of that record, Unix milliseconds.</param>
/// <param name="Score">The score at that click; 0 where an operator decided.</param>
/// <param name="Reasons">A bit for each signal; see <see cref="BotSignals.NamesOf"/>.</param>
public readonly record struct BotMark(long Offset, long AtMs, float Score, int Reasons);

/// <summary>How the judging of bots stands in a partition.</summary>
/// <param name="Version">Version of the policy; empty before the first.</param>
/// <param name="Offset">Offset from which it is in force; -1 before the first.</param>
/// <param name="IsOn">Whether anybody is judged.</param>
/// <param name="Held">Users that are held now and listed.</param>
/// <param name="Found">Times that a user was taken for a program.</param>
/// <param name="Cleared">Times that one was found to be none after all.</param>
/// <param name="Refused">Why the newest policy in the log cannot be used; null if it is in force.</param>
public sealed record BotReport(string Version, long Offset, bool IsOn, int Held, long Found, long Cleared, string? Refused)
{
    /// <summary>The users that were taken for programs last, the newest first.</summary>
    public IReadOnlyList<ListedBot> Newest { get; init; } = [];
}

/// <summary>A user that is held.</summary>
/// <param name="User">The user, as the state knows them.</param>
/// <param name="Mark">Why, and since when.</param>
public sealed record ListedBot(string User, BotMark Mark);
