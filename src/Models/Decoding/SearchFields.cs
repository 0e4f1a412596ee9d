using System.Text.Json;
using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>
/// What an event says of a list: the query, the id of the search or of the recommendations, how many items a search found, and
/// where the items stood. Belongs to one <see cref="EventDecoder"/>.
/// </summary>
internal sealed class SearchFields(FieldReader fields, PositionBases bases)
{
    private const int None = int.MaxValue;

    private int _queryRank;
    private int _idRank;
    private int _resultsRank;
    private int _listRank;
    private int? _base;

    public void Begin() => (_queryRank, _idRank, _resultsRank, _listRank, _base) = (None, None, None, None, bases.Own);

    /// <summary>Notes an object of the event that tells the format, and so what positions count from.</summary>
    public void See(EventField nest) => _base = nest switch
    {
        EventField.Properties => bases.Segment,
        EventField.Action => bases.Snowplow,
        _ => _base,
    };

    /// <summary>Takes a field where it comes before what is known.</summary>
    /// <param name="reader">Stands on the value.</param>
    /// <param name="name">The field.</param>
    /// <param name="rank">Rank of level and name.</param>
    /// <param name="click">Takes the value.</param>
    public void Read(ref Utf8JsonReader reader, NamedField name, int rank, ClickEvent click)
    {
        if (name.Field == EventField.Results)
        {
            if (rank <= _resultsRank && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var results) && results >= 0)
            {
                (_resultsRank, click.Results) = (rank, results);
            }
        }
        else if (name.Field == EventField.SearchId)
        {
            if (fields.TryText(ref reader, LeftOutField.SearchId, out var id) && rank <= _idRank)
            {
                _idRank = rank;
                click.SetSearchId(id);
            }
        }
        else if (name.Field == EventField.RecommendationId)
        {
            if (fields.TryText(ref reader, LeftOutField.RecommendationId, out var id) && rank <= _listRank)
            {
                _listRank = rank;
                click.SetRecommendationId(id);
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadTerms(ref reader, rank, click);
        }
        else if (fields.TryText(ref reader, LeftOutField.Query, out var query) && rank <= _queryRank)
        {
            _queryRank = rank;
            click.SetQuery(query);
        }
    }

    /// <summary>Makes the positions count from 1.</summary>
    /// <param name="click">The event.</param>
    /// <param name="isMeasured">Whether the event is GA4's.</param>
    public void Settle(ClickEvent click, bool isMeasured) => Settle(click, isMeasured ? bases.Ga4 : _base);

    /// <summary>Makes positions as they were sent, each plus 1, count from 1.</summary>
    /// <param name="click">The event.</param>
    /// <param name="first">The number of the first position; null for what the list shows.</param>
    public static void Settle(ClickEvent click, int? first)
    {
        var least = int.MaxValue;
        for (var i = 0; i < click.Items.Count; i++)
        {
            least = click.Items[i].Position > 0 ? Math.Min(least, click.Items[i].Position) : least;
        }

        if (least == int.MaxValue || (first ?? (least == 1 ? 0 : 1)) is not (var shift and > 0))
        {
            return;
        }

        for (var i = 0; i < click.Items.Count; i++)
        {
            click.SetPosition(i, Math.Max(0, click.Items[i].Position - shift));
        }
    }

    /// <summary>Snowplow's words of a site search.</summary>
    private void ReadTerms(ref Utf8JsonReader reader, int rank, ClickEvent click)
    {
        var terms = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                terms.Add(reader.GetString()!);
            }
            else
            {
                reader.Skip();
            }
        }

        if (terms.Count > 0 && rank <= _queryRank)
        {
            _queryRank = rank;
            click.SetQuery(string.Join(' ', terms));
        }
    }
}
