using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using StreamReco.Models.Decoding;
using StreamReco.Models.Events;
using StreamReco.Models.Framing;
using StreamReco.Stages;
using StreamReco.Stages.Decoding;
using StreamReco.Stages.Privacy;
using StreamReco.Stages.Records;

namespace StreamReco.StreamHost.Persons;

/// <summary>
/// Whether a record of a topic is about a person: by its key, by a field of its JSON that names a person, by whom the stream takes it to
/// be of, or because it was carried to the person from a linked id. Not thread-safe.
/// </summary>
/// <param name="userId">The id in clear.</param>
/// <param name="stateId">The id as the state knows it: a pseudonym where those are on.</param>
internal sealed class PersonMatch(string userId, string stateId)
{
    private const int OwnCount = 2;

    /// <summary>The fields by which events of the known forms name a user.</summary>
    private static readonly byte[][] _userFields = [[.. "user_id"u8], [.. "userId"u8]];

    /// <summary>The other fields by which they name a person.</summary>
    private static readonly byte[][] _otherFields =
    [
        [.. "anonymous_id"u8], [.. "anonymousId"u8], [.. "user_pseudo_id"u8], [.. "domain_userid"u8], [.. "network_userid"u8],
        [.. "client_id"u8], [.. "clientId"u8], [.. "uid"u8], [.. "visitor_id"u8], [.. "customer_id"u8],
    ];

    private readonly HashSet<string> _own = new([userId, stateId], StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new([userId, stateId], StringComparer.Ordinal);
    private readonly List<byte[]> _idBytes = [Encoding.UTF8.GetBytes(userId), Encoding.UTF8.GetBytes(stateId)];
    private readonly ClickEvent _click = new();
    private Pseudonymizer? _pseudonyms;
    private DecodeStage? _decode;
    private FramedRecord? _framed;

    /// <summary>A match that reads records as the stream does: of every form, and framed ones by their schemas.</summary>
    /// <param name="userId">The id in clear.</param>
    /// <param name="stateId">The id as the state knows it.</param>
    /// <param name="linked">Anonymous ids that are the person's, as the state knows them.</param>
    /// <param name="options">How the stream reads.</param>
    public static PersonMatch Of(string userId, string stateId, IReadOnlyCollection<string> linked, PipelineOptions options)
    {
        var person = new PersonMatch(userId, stateId)
        {
            _pseudonyms = Pseudonymizer.Open(options.Privacy),
            _framed = options.EventLimits() is { Schemas: { } schemas } limits ? new FramedRecord(schemas, limits.EventBytesMax) : null,
        };
        person._decode = new DecodeStage(options, person._pseudonyms);
        person._ids.UnionWith(linked);
        person._idBytes.AddRange(linked.Select(Encoding.UTF8.GetBytes));
        person.Linked = linked;
        return person;
    }

    /// <summary>Anonymous ids that are the person's, as the state knows them.</summary>
    public IReadOnlyCollection<string> Linked { get; private set; } = [];

    /// <summary>Records in a schema registry's framing that could not be read: only their keys were looked at.</summary>
    public long Unread { get; private set; }

    /// <summary>Why the first of them could not be read; null for none.</summary>
    public string? UnreadBecause { get; private set; }

    /// <summary>Whether a record's key is the person's.</summary>
    public bool IsKey(ReadOnlySpan<byte> key)
    {
        foreach (var id in _idBytes)
        {
            if (key.SequenceEqual(id))
            {
                return true;
            }
        }

        return HasHiddenIds && IsHidden(Encoding.UTF8.GetString(key));
    }

    /// <summary>Whether a record of the clicks topic, or one that was rejected, is about the person.</summary>
    public bool Names(in LogRecord record)
    {
        if ((record.Key is { } key && IsKey(key)) || (record.Kind == LogRecordKind.Forwarded && _ids.Contains(record.ForwardedTo)))
        {
            return true;
        }

        var json = JsonOf(record.Value, out var why);
        if (why is not null)
        {
            (Unread, UnreadBecause) = (Unread + 1, UnreadBecause ?? why);
        }

        return json is not null && (IsInJson(json) || (ReferenceEquals(json, record.Value) && IsReadAs(record)));
    }

    /// <summary>Whether a record is about the person, by key and JSON alone.</summary>
    /// <param name="key">Its key; null for none.</param>
    /// <param name="payload">Its value; null for none.</param>
    public bool Names(byte[]? key, byte[]? payload) => (key is not null && IsKey(key)) || (payload is not null && IsInJson(payload));

    /// <summary>The JSON that a framed record stands for, or the value itself; null for none, or where it cannot be read.</summary>
    public byte[]? JsonOf(byte[]? value) => JsonOf(value, out _);

    /// <summary>The person's id in clear and as the state knows it; linked ones come after them.</summary>
    private ReadOnlySpan<byte[]> OwnIds => CollectionsMarshal.AsSpan(_idBytes)[..OwnCount];

    /// <summary>With pseudonyms the clear form of a linked id is not known: ids are hidden before they are compared.</summary>
    private bool HasHiddenIds => _pseudonyms is not null && Linked.Count > 0;

    private byte[]? JsonOf(byte[]? value, out string? why)
    {
        why = null;
        if (value is null || !FramedRecord.Is(value))
        {
            return value;
        }

        try
        {
            why = _framed is null ? "no registry and no folder of schemas is set (Schemas:Registry, Schemas:Folder)" : _framed.Read(value);
        }
        catch (SchemaRegistryException e)
        {
            why = e.Message;
        }

        return why is null ? _framed!.Json.ToArray() : null;
    }

    /// <summary>The stream may take a record for one of the person's that is no JSON: a line of Snowplow's.</summary>
    private bool IsReadAs(in LogRecord record)
    {
        if (_decode is null || record.Kind is not (LogRecordKind.Click or LogRecordKind.Forwarded)
            || record.ValueBytes.Span is not [not ((byte)'{' or (byte)'['), ..])
        {
            return false;
        }

        _decode.Decode(record, _click);
        return _ids.Contains(_click.UserId.ToString()) || (!_click.AnonymousId.IsEmpty && _own.Contains(_click.AnonymousId.ToString()));
    }

    private bool IsInJson(byte[] payload)
    {
        if (!HasHiddenIds && !_idBytes.Exists(id => payload.AsSpan().IndexOf(id) >= 0) && !payload.AsSpan().Contains((byte)'\\'))
        {
            return false; // Most records end here, unread.
        }

        try
        {
            using var json = JsonDocument.Parse(payload);
            return IsIn(json.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool IsIn(in JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => IsInObject(element),
        JsonValueKind.Array => element.EnumerateArray().Any(entry => IsIn(entry)),
        _ => false,
    };

    /// <summary>Whether a field names the person, here or further inside; a linked id beside another user's is that user's.</summary>
    private bool IsInObject(in JsonElement element)
    {
        var (namesOwn, namesAny, namesAnother) = (false, false, false);
        foreach (var field in element.EnumerateObject())
        {
            if (IsIn(field.Value))
            {
                return true;
            }

            var isUser = Is(field, _userFields);
            if (field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number && (isUser || Is(field, _otherFields)))
            {
                var isId = IsId(field.Value);
                namesOwn |= isId && IsOneOf(field.Value, OwnIds);
                namesAny |= isId;
                namesAnother |= isUser && !isId && !(field.Value.ValueKind == JsonValueKind.String && field.Value.ValueEquals(""u8));
            }
        }

        return namesAnother ? namesOwn : namesAny;
    }

    private static bool Is(in JsonProperty field, byte[][] names)
    {
        foreach (var name in names)
        {
            if (field.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a text or a number is an id of the person; only where ids are hidden a string is made of it.</summary>
    private bool IsId(in JsonElement value) => IsOneOf(value, CollectionsMarshal.AsSpan(_idBytes))
        || (HasHiddenIds && IsHidden(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()));

    private static bool IsOneOf(in JsonElement value, ReadOnlySpan<byte[]> ids)
    {
        foreach (var id in ids)
        {
            if (value.ValueKind == JsonValueKind.String ? value.ValueEquals(id) : JsonMarshal.GetRawUtf8Value(value).SequenceEqual(id))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsHidden(string text) => text.Length > 0 && _ids.Contains(_pseudonyms!.Of(text));
}
