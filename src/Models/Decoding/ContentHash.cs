using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace StreamReco.Models.Decoding;

/// <summary>A hash of what a JSON object says, the same whatever the order of its keys and the blanks between them.</summary>
internal static class ContentHash
{
    /// <param name="json">A JSON object that was read before.</param>
    public static ulong Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return OfValue(ref reader);
    }

    private static ulong OfValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => OfObject(ref reader),
        JsonTokenType.StartArray => OfArray(ref reader),
        _ => XxHash3.HashToUInt64(reader.ValueSpan, (long)reader.TokenType),
    };

    /// <summary>A sum, because the order of keys says nothing.</summary>
    private static ulong OfObject(ref Utf8JsonReader reader)
    {
        ulong sum = 1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = XxHash3.HashToUInt64(reader.ValueSpan);
            reader.Read();
            sum += Mix(name, OfValue(ref reader));
        }

        return sum;
    }

    private static ulong OfArray(ref Utf8JsonReader reader)
    {
        ulong chain = 2;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            chain = Mix(chain, OfValue(ref reader));
        }

        return chain;
    }

    private static ulong Mix(ulong first, ulong second)
    {
        ReadOnlySpan<ulong> both = [first, second];
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(both));
    }
}
