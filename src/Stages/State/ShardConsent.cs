using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using StreamReco.Models.Binary;
using StreamReco.Models.Events;
using StreamReco.Models.Privacy;

namespace StreamReco.Stages.State;

/// <summary>
/// Who has said what of their consent: a part of the shard's state, so that a replay of the log decides as live did. Users are
/// remembered by a salted hash of 128 bits and never by their id; some 40 bytes for each who ever said something.
/// </summary>
public sealed class ShardConsent
{
    private const byte Version = 1;
    private const int MarksMax = 100_000_000;

    private readonly Dictionary<UInt128, ConsentMark> _marks = [];

    /// <param name="policy">What holds for those who said nothing, and the salt.</param>
    /// <param name="offset">Offset of the record that put the policy in force.</param>
    public ShardConsent(ConsentPolicy policy, long offset) => (Policy, Offset) = (policy, offset);

    /// <summary>The policy in force; its salt is that of the first policy, or nobody would be found again.</summary>
    public ConsentPolicy Policy { get; private set; }

    /// <summary>Offset of the record that put it in force.</summary>
    public long Offset { get; private set; }

    /// <summary>Users who said something.</summary>
    public int Count => _marks.Count;

    /// <summary>Records of users who do not agree to personalisation: nothing of them is kept.</summary>
    public long Withheld { get; private set; }

    /// <summary>Times that a user was forgotten because they withdrew.</summary>
    public long Withdrawn { get; private set; }

    /// <summary>Clicks that count and of which no model learns.</summary>
    public long Untrained { get; private set; }

    /// <summary>Puts another policy in force; the salt stays.</summary>
    public void Change(ConsentPolicy policy, long offset) => (Policy, Offset) = (policy with { Salt = Policy.Salt }, offset);

    /// <summary>The name of a user in the table.</summary>
    public UInt128 KeyOf(ReadOnlySpan<char> userId) =>
        XxHash128.HashToUInt128(MemoryMarshal.AsBytes(userId), unchecked((long)Policy.Salt));

    /// <summary>What is remembered of a user; the default for nothing.</summary>
    public ConsentMark Find(UInt128 key) => _marks.GetValueOrDefault(key);

    /// <summary>Remembers what is known of a user.</summary>
    public void Put(UInt128 key, in ConsentMark mark) => _marks[key] = mark;

    /// <summary>Whether a user has agreed to a purpose.</summary>
    public bool Allows(ReadOnlySpan<char> userId, ConsentPurpose purpose) => Policy.Allows(Find(KeyOf(userId)).Said, purpose);

    public void CountWithheld() => Withheld++;

    public void CountWithdrawn() => Withdrawn++;

    public void CountUntrained() => Untrained++;

    /// <summary>Writes the canonical bytes.</summary>
    internal void Write(StateWriter writer)
    {
        writer.Byte(Version);
        writer.Text(Encoding.UTF8.GetString(Policy.ToBytes()));
        writer.Signed(Offset);
        writer.Unsigned((ulong)Withheld);
        writer.Unsigned((ulong)Withdrawn);
        writer.Unsigned((ulong)Untrained);
        writer.Unsigned((ulong)_marks.Count);
        foreach (var (key, mark) in _marks.OrderBy(one => one.Key))
        {
            writer.Fixed64((ulong)(key >> 64));
            writer.Fixed64((ulong)key);
            writer.Byte(mark.Said.Bits);
            writer.Byte(mark.WasDenied ? (byte)1 : (byte)0);
            writer.Signed(mark.SaidMs);
            writer.Signed(mark.AgainMs);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    internal static ShardConsent Read(ref StateReader reader)
    {
        if (reader.Byte() is var version && version != Version)
        {
            throw new InvalidDataException($"The consents have version {version}; this program reads version {Version}.");
        }

        var consent = new ShardConsent(PolicyOf(reader.Text()), reader.Signed())
        {
            Withheld = (long)reader.Unsigned(),
            Withdrawn = (long)reader.Unsigned(),
            Untrained = (long)reader.Unsigned(),
        };
        for (var left = reader.Count(MarksMax); left > 0; left--)
        {
            var key = new UInt128(reader.Fixed64(), reader.Fixed64());
            var said = new Consent(reader.Byte());
            consent._marks.Add(key, new ConsentMark(
                said.IsValid ? said : throw new InvalidDataException("The consents hold a choice that is none."), reader.Byte() == 1,
                reader.Signed(), reader.Signed()));
        }

        return consent;
    }

    private static ConsentPolicy PolicyOf(string text)
    {
        try
        {
            return ConsentPolicy.Read(Encoding.UTF8.GetBytes(text));
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"The stored consent policy cannot be read: {e.Message}", e);
        }
    }
}

/// <summary>What is remembered of a user's consent.</summary>
/// <param name="Said">What they said of each purpose.</param>
/// <param name="WasDenied">Whether they ever did not agree to personalisation.</param>
/// <param name="SaidMs">Event time of the newest statement, Unix milliseconds; an older one that comes later changes nothing.</param>
/// <param name="AgainMs">Event time since which they agree again after they did not: what was done before stays unkept.</param>
public readonly record struct ConsentMark(Consent Said, bool WasDenied, long SaidMs, long AgainMs);

/// <summary>How consent stands in a partition.</summary>
/// <param name="Version">Version of the policy; empty before the first.</param>
/// <param name="Offset">Offset from which it is in force; -1 before the first.</param>
/// <param name="Unknown">What holds for those who said nothing.</param>
/// <param name="Users">Users who said something.</param>
/// <param name="Withheld">Records of which nothing is kept.</param>
/// <param name="Withdrawn">Times that a user was forgotten.</param>
/// <param name="Untrained">Clicks that no model learns from.</param>
/// <param name="Refused">Why the newest policy in the log cannot be used; null if it is in force.</param>
public sealed record ConsentReport(
    string Version, long Offset, Consent Unknown, int Users, long Withheld, long Withdrawn, long Untrained, string? Refused);
