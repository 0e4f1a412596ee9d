using System.Text.Json;
using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>BigQuery's <c>[{"key": …, "value": {"int_value": …}}]</c>; session, query and recommendation_id are what is taken from it.</summary>
internal static class ParameterList
{
    /// <param name="reader">Stands on the array's start; on its end afterwards.</param>
    /// <param name="level">Rank of the level.</param>
    /// <param name="fields">Takes the session.</param>
    /// <param name="search">Takes the query.</param>
    /// <param name="click">The event.</param>
    public static void Read(ref Utf8JsonReader reader, int level, EventFields fields, SearchFields search, ClickEvent click)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject && KeyOf(reader) is { Field: EventField.SessionId or EventField.Query or EventField.RecommendationId } key)
            {
                ReadValues(ref reader, key, level + key.Rank, fields, search, click);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>The key may stand behind the value, so it is looked for first, by a copy of the reader.</summary>
    private static NamedField KeyOf(Utf8JsonReader reader)
    {
        var key = default(NamedField);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals("key"u8);
            reader.Read();
            if (isKey && reader.TokenType == JsonTokenType.String)
            {
                key = EventFieldNames.Find(reader.ValueSpan);
            }

            reader.Skip();
        }

        return key;
    }

    private static void ReadValues(
        ref Utf8JsonReader reader, NamedField key, int rank, EventFields fields, SearchFields search, ClickEvent click)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    reader.Read();
                    if (key.Field is EventField.Query or EventField.RecommendationId && reader.TokenType == JsonTokenType.String)
                    {
                        search.Read(ref reader, key, rank, click);
                    }
                    else if (key.Field == EventField.SessionId && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                    {
                        fields.TakeSession(ref reader, rank, click);
                    }

                    reader.Skip();
                }
            }

            reader.Skip();
        }
    }
}
