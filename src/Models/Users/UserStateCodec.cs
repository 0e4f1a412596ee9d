using System.Buffers;
using System.Text;
using StreamReco.Models.Binary;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Items;

namespace StreamReco.Models.Users;

/// <summary>
/// The durable form of a <see cref="UserState"/>, version 1 (golden file in the tests). Fields in order: version,
/// id, counts, times, session, event ids, interests, answers, recent items, vector. Version 2 has the profile of the user's clicks
/// at the end, and is written only for users who are judged by it. Version 3 has the links at the end, behind a profile that may be
/// missing, and is written only for ids that were linked.
/// </summary>
/// <remarks>
/// While the history is whole (<see cref="RecentItems.Dropped"/> is 0) the vector is not stored: replaying the history
/// through the same arithmetic gives the same bits, and the covariance is by far the largest part.
/// </remarks>
public sealed class UserStateCodec(UserStateOptions options, ItemSpace items) : IHistoryItems
{
    public const byte Version = 1;

    /// <summary>Version 1 with a <see cref="Bots.BotProfile"/> at the end.</summary>
    public const byte JudgedVersion = 2;

    /// <summary>Version 1 with a byte that says whether a profile follows, and a <see cref="UserIdentity"/> at the end.</summary>
    public const byte LinkedVersion = 3;

    /// <summary>A history that claims to be longer is not believed.</summary>
    private const int HistoryMax = 1 << 20;

    /// <summary>Numbers before the vector, but for those of interests and history.</summary>
    private const int NumbersMax = EventTypes.TableLength + 16;

    /// <summary>Texts up to so many bytes are looked up before a string is made of them.</summary>
    private const int ShortBytes = 256;

    /// <summary>Categories and items that the model does not know; a shop has some thousands of both.</summary>
    private readonly StringPool _names = new(capacity: 50_000);

    /// <summary>Writes the state's canonical bytes: equal states give equal bytes.</summary>
    /// <returns>What spares <see cref="Read(ReadOnlySpan{byte}, UserState, HistoryEnd)"/> to read the history.</returns>
    public HistoryEnd Write(UserState user, ArrayBufferWriter<byte> output)
    {
        var front = new SpanWriter(output.GetSpan(FrontBytesMax(user)));
        WriteCounts(user, ref front);
        user.EventIds.Write(ref front);
        WriteInterests(user.Interests, user.FirstEventMs, ref front);
        WriteAnswers(user, ref front);
        var before = front.Written;
        user.Recent.Write(ref front, user.FirstEventMs);
        var history = new HistoryEnd(front.Written - before, user.Recent.LastMs);
        output.Advance(front.Written);
        var writer = new StateWriter(output);
        WriteVector(user, writer);
        if (user.Identity is null)
        {
            user.Bot?.Write(writer);
            return history;
        }

        writer.Byte(user.Bot is null ? (byte)0 : (byte)1);
        user.Bot?.Write(writer);
        user.Identity.Write(writer);
        return history;
    }

    /// <summary>
    /// Reads a state. A vector of another item space stays as it is until the user's next change: that is where the fold
    /// makes it anew (<see cref="UserState.MoveTo"/>), whether the user was in memory or in the store meanwhile.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are of another version or damaged.</exception>
    public UserState Read(ReadOnlySpan<byte> bytes)
    {
        var user = new UserState("", options);
        Read(bytes, user);
        return user;
    }

    /// <summary>As <see cref="Read(ReadOnlySpan{byte})"/>, into an object of the same options that is no longer in use.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="user">The object.</param>
    /// <param name="history">What <see cref="Write"/> said of these bytes, if that is known.</param>
    /// <inheritdoc cref="Read(ReadOnlySpan{byte})" path="/exception"/>
    public void Read(ReadOnlySpan<byte> bytes, UserState user, HistoryEnd history = default)
    {
        var reader = new StateReader(bytes);
        var version = reader.Byte();
        if (version is < Version or > LinkedVersion)
        {
            throw new InvalidDataException($"The user state has version {version}; this program reads versions {Version} to {LinkedVersion}.");
        }

        user.ResetUtf8(reader.Utf8());
        user.Applied = (long)reader.Unsigned();
        user.FirstEventMs = reader.Signed();
        user.Space = items.Fingerprint;
        user.LastEventMs = user.FirstEventMs + reader.Signed();
        for (var type = 1; type < EventTypes.TableLength; type++)
        {
            user.EventsByType[type] = (long)reader.Unsigned();
        }

        ReadSession(user, ref reader);
        user.EventIds.Read(ref reader);
        ReadInterests(user.Interests, user.FirstEventMs, ref reader);
        var answered = reader.Byte() == 1;
        var lastAnswered = user.FirstEventMs + reader.Signed();
        user.Answers = new RecommendationClock(answered ? lastAnswered : long.MinValue, reader.Signed());
        var dropped = (long)reader.Unsigned();
        user.Recent.ReadPacked(ref reader, reader.Count(HistoryMax), user.FirstEventMs, history, this);
        user.Recent.Restore(dropped + user.Recent.Dropped);
        ReadVector(user, ref reader);
        if (version == JudgedVersion || (version == LinkedVersion && reader.Byte() == 1))
        {
            user.JudgeForBot().Read(ref reader);
        }

        if (version == LinkedVersion)
        {
            user.RestoreIdentity(UserIdentity.Read(ref reader));
        }

        if (!reader.AtEnd)
        {
            throw new InvalidDataException("The user state has bytes behind its end.");
        }
    }

    /// <summary>The user's id in the bytes of a state, UTF-8.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static ReadOnlySpan<byte> IdOf(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        reader.Byte();
        return reader.Utf8();
    }

    /// <summary>The longest that the fields before the vector become.</summary>
    private static int FrontBytesMax(UserState user)
    {
        var bytes = (NumbersMax * SpanWriter.NumberBytesMax) + (user.EventIds.Count * sizeof(ulong)) + user.Recent.BytesMax()
            + SpanWriter.TextBytesMax(user.UserIdChars.Length) + SpanWriter.TextBytesMax(user.SessionIdChars.Length);
        for (var i = 0; i < user.Interests.Tags.Count; i++)
        {
            bytes += SpanWriter.TextBytesMax(user.Interests.Tags[i].Tag.Length) + sizeof(float) + SpanWriter.NumberBytesMax;
        }

        return bytes;
    }

    private static void WriteCounts(UserState user, ref SpanWriter writer)
    {
        writer.Byte(user.Identity is not null ? LinkedVersion : user.Bot is null ? Version : JudgedVersion);
        writer.Text(user.UserIdChars);
        writer.Unsigned((ulong)user.Applied);
        writer.Signed(user.FirstEventMs);
        writer.Signed(user.LastEventMs - user.FirstEventMs);
        foreach (var count in user.EventsByType[1..])
        {
            writer.Unsigned((ulong)count);
        }

        WriteSession(user, ref writer);
    }

    private static void WriteSession(UserState user, ref SpanWriter writer)
    {
        var session = user.SessionSpan;
        writer.Unsigned((ulong)session.Events);
        if (session.Events == 0)
        {
            return;
        }

        writer.Text(user.SessionIdChars);
        writer.Signed(session.StartMs);
        writer.Signed(session.EndMs - session.StartMs);
        writer.Byte(session.Named ? (byte)1 : (byte)0);
    }

    private static void WriteAnswers(UserState user, ref SpanWriter writer)
    {
        var isAnswered = user.Answers.LastAnsweredMs != long.MinValue;
        writer.Byte(isAnswered ? (byte)1 : (byte)0);
        writer.Signed(isAnswered ? user.Answers.LastAnsweredMs - user.FirstEventMs : 0);
        writer.Signed(user.Answers.PendingOffset);
        writer.Unsigned((ulong)user.Recent.Dropped);
        writer.Unsigned((ulong)user.Recent.Count);
    }

    private static void ReadSession(UserState user, ref StateReader reader)
    {
        var events = reader.Count(int.MaxValue);
        if (events == 0)
        {
            return;
        }

        var id = reader.Utf8();
        var start = reader.Signed();
        var end = start + reader.Signed();
        user.RestoreSession(id, new SessionSpan(start, end, events, reader.Byte() == 1));
    }

    private static void WriteInterests(InterestTags interests, long baseMs, ref SpanWriter writer)
    {
        writer.Unsigned((ulong)interests.Tags.Count);
        for (var i = 0; i < interests.Tags.Count; i++)
        {
            var tag = interests.Tags[i]; // an enumerator of a list behind an interface would be an object
            writer.Text(tag.Tag);
            writer.Float(tag.Weight);
            writer.Signed(tag.AtMs - baseMs);
        }
    }

    private void ReadInterests(InterestTags interests, long baseMs, ref StateReader reader)
    {
        for (var left = reader.Count(InterestTags.Capacity); left > 0; left--)
        {
            interests.Restore(new InterestTag(TextOf(reader.Utf8()), reader.Float(), baseMs + reader.Signed()));
        }
    }

    private void WriteVector(UserState user, StateWriter writer)
    {
        if (user.Recent.Dropped == 0 || user.Vector is not { } vector) // in this order: a vector that is due is not made for it
        {
            writer.Byte(0);
            return;
        }

        writer.Byte(1);
        writer.Fixed64(vector.Space);
        writer.Unsigned((ulong)vector.Values.Length);
        vector.Write(writer);
    }

    private void ReadVector(UserState user, ref StateReader reader)
    {
        if (reader.Byte() == 0)
        {
            user.RebuildVector(items);
            return;
        }

        var fingerprint = reader.Fixed64();
        user.ReadVector(ref reader, reader.Count(4096), fingerprint);
    }

    /// <summary>An item of the history: the model's own string where it knows the item.</summary>
    (string Id, int Index) IHistoryItems.ItemOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > ShortBytes)
        {
            var text = Encoding.UTF8.GetString(utf8);
            return (text, items.IndexOf(text));
        }

        Span<char> chars = stackalloc char[utf8.Length]; // no longer than needed: it is cleared first
        ReadOnlySpan<char> id = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        var index = items.IndexOfChars(id);
        return (index >= 0 ? items.IdOf(index) : Intern(id), index);
    }

    private string TextOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > ShortBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        Span<char> chars = stackalloc char[utf8.Length];
        return Intern(chars[..Encoding.UTF8.GetChars(utf8, chars)]);
    }

    /// <summary>One string for what is read again and again; codecs are shared between threads.</summary>
    private string Intern(ReadOnlySpan<char> text)
    {
        lock (_names)
        {
            return _names.Intern(text);
        }
    }
}
