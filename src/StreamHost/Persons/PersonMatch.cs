using System.Text;
using System.Text.Json;

namespace StreamReco.StreamHost.Persons;

/// <summary>Whether a record of a topic is about a person: by its key, or by a field of its JSON that names a person.</summary>
/// <param name="userId">The id in clear.</param>
/// <param name="stateId">The id as the state knows it: a pseudonym where those are on.</param>
internal sealed class PersonMatch(string userId, string stateId)
{
    /// <summary>The fields by which events of the known forms name a person.</summary>
    private static readonly HashSet<string> _fields = new(StringComparer.Ordinal)
    {
        "user_id", "userId", "anonymous_id", "anonymousId", "user_pseudo_id", "domain_userid", "network_userid", "client_id", "clientId",
        "uid", "visitor_id", "customer_id",
    };

    private readonly byte[] _userKey = Encoding.UTF8.GetBytes(userId);
    private readonly byte[] _stateKey = Encoding.UTF8.GetBytes(stateId);

    /// <summary>Whether a record's key is the person's.</summary>
    public bool IsKey(ReadOnlySpan<byte> key) => key.SequenceEqual(_userKey) || key.SequenceEqual(_stateKey);

    /// <summary>Whether a record is about the person.</summary>
    /// <param name="key">Its key; null for none.</param>
    /// <param name="payload">Its value; null for none.</param>
    public bool Names(byte[]? key, byte[]? payload) => (key is not null && IsKey(key)) || (payload is not null && IsInJson(payload));

    private bool IsInJson(byte[] payload)
    {
        if (payload.AsSpan().IndexOf(_userKey) < 0 && payload.AsSpan().IndexOf(_stateKey) < 0 && !payload.AsSpan().Contains((byte)'\\'))
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
        JsonValueKind.Object => element.EnumerateObject().Any(field =>
            (_fields.Contains(field.Name) && IsId(field.Value)) || IsIn(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(entry => IsIn(entry)),
        _ => false,
    };

    private bool IsId(in JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { } text && (text == userId || text == stateId),
        JsonValueKind.Number => value.GetRawText() == userId,
        _ => false,
    };
}
