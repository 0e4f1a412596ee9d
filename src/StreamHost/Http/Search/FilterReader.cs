using System.Globalization;
using System.Text.Json;
using StreamReco.Models.Search.Indexing;
using StreamReco.Models.Search.Queries;
using StreamReco.StreamHost.Http.Common;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Http.Search;

/// <summary>
/// Gathers the filters of a search: values of one field are alternatives, fields are conditions. <c>price</c> and
/// <c>available</c> take one value. Texts are <c>brand:Acme</c>, <c>attributes.colour:red</c>, <c>price:10..50</c>,
/// <c>available:true</c>; in a body the same as an object.
/// </summary>
internal sealed class FilterReader
{
    /// <summary>The parameter, for messages.</summary>
    public const string Parameter = "filters";

    private const string Price = "price";
    private const string Available = "available";

    private static readonly string[] _fields = [SegmentFacets.Brand, SegmentFacets.Category, Price, Available];

    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private double? _from;
    private double? _to;
    private bool? _availableOnly;

    /// <summary>What was gathered.</summary>
    public SearchFilter Filter => new(
        _values.ToDictionary(one => one.Key, one => (IReadOnlyList<string>)one.Value, StringComparer.Ordinal),
        _from, _to, _availableOnly ?? false);

    /// <summary>Whether a field can be filtered and counted by its values.</summary>
    public static bool IsValued(string field) => field is SegmentFacets.Brand or SegmentFacets.Category
        || (field.StartsWith(SegmentFacets.AttributePrefix, StringComparison.Ordinal) && field.Length > SegmentFacets.AttributePrefix.Length);

    /// <summary>The filters of a body that say what <paramref name="filter"/> says; null for none.</summary>
    public static IReadOnlyDictionary<string, JsonElement>? BodyOf(SearchFilter filter)
    {
        var fields = filter.Values.ToDictionary(
            field => field.Key, field => JsonSerializer.SerializeToElement(field.Value), StringComparer.Ordinal);
        if (filter.PriceFrom is not null || filter.PriceTo is not null)
        {
            fields[Price] = JsonSerializer.SerializeToElement(
                string.Create(CultureInfo.InvariantCulture, $"{filter.PriceFrom}..{filter.PriceTo}"));
        }

        if (filter.AvailableOnly)
        {
            fields[Available] = JsonSerializer.SerializeToElement(true);
        }

        return fields.Count > 0 ? fields : null;
    }

    /// <summary>Takes a filter as text.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public void Add(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw ProblemException.Field(
                Parameter, $"{Parameter} has '{text}'; it must be FIELD:VALUE, for instance brand:Acme, price:10..50 or available:true.");
        }

        Add(text[..colon], text[(colon + 1)..]);
    }

    /// <summary>Takes the filters of a body.</summary>
    /// <exception cref="ProblemException">They are none.</exception>
    public void Add(JsonElement filters)
    {
        if (filters.ValueKind != JsonValueKind.Object)
        {
            throw ProblemException.Field(Parameter, $"{Parameter} must be an object, for instance {{\"brand\": [\"Acme\"]}}.");
        }

        foreach (var filter in filters.EnumerateObject())
        {
            var name = JsonTexts.NameOf(filter);
            if (filter.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var value in filter.Value.EnumerateArray())
                {
                    Add(name, TextOf(name, value));
                }
            }
            else
            {
                Add(name, TextOf(name, filter.Value));
            }
        }
    }

    private static string TextOf(string field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonTexts.Of($"{Parameter}.{field}", value),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => throw ProblemException.Field(Parameter, $"{Parameter}.{field} must be a text, or an array of texts."),
    };

    private void Add(string field, string value)
    {
        switch (field)
        {
            case Price:
                AddPrice(value);
                break;
            case Available:
                CheckIsFirst(Available, isFirst: _availableOnly is null);
                _availableOnly = bool.TryParse(value, out var only) ? only
                    : throw ProblemException.Field(Parameter, $"{Parameter} has available:{value}; it must be available:true or available:false.");
                break;
            case var _ when IsValued(field):
                AddValue(field, value);
                break;
            default:
                throw ProblemException.Field(
                    Parameter,
                    $"{Parameter} has the field '{field}'; fields are {string.Join(", ", _fields)} and attributes.NAME{NearestName.Question(field, _fields)}");
        }
    }

    private void AddValue(string field, string value)
    {
        if (!_values.TryGetValue(field, out var values))
        {
            _values[field] = values = [];
        }

        values.Add(value);
    }

    private static void CheckIsFirst(string field, bool isFirst)
    {
        if (!isFirst)
        {
            throw ProblemException.Field(Parameter, $"{Parameter} has {field} twice; a search takes one {field}.");
        }
    }

    private void AddPrice(string value)
    {
        CheckIsFirst(Price, isFirst: _from is null && _to is null);
        var ends = value.Split("..");
        if (ends.Length != 2 || !TryEnd(ends[0], out _from) || !TryEnd(ends[1], out _to) || (_from is null && _to is null))
        {
            throw ProblemException.Field(
                Parameter, $"{Parameter} has price:{value}; it must be price:FROM..TO with numbers, where one end may be left out.");
        }

        if (_from > _to)
        {
            throw ProblemException.Field(Parameter, $"{Parameter} has price:{value}; its first number must not be above its second.");
        }
    }

    private static bool TryEnd(string text, out double? end)
    {
        end = null;
        if (text.Length == 0)
        {
            return true;
        }

        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) && number >= 0;
        end = isNumber ? number : null;
        return isNumber;
    }
}
