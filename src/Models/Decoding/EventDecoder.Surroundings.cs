using System.Text.Json;

namespace StreamReco.Models.Decoding;

/// <summary>The fields of an event that say something of what lies around it: envelope, list, place, consent.</summary>
public sealed partial class EventDecoder
{
    private void ReadSurroundings(ref Utf8JsonReader reader, NamedField name, Place place)
    {
        switch (name.Field)
        {
            case EventField.CloudEvent when place.IsRecord:
                _fields.IsCloudEvent = true;
                break;
            case EventField.Source when place.IsRecord && _reader.TryText(ref reader, out var source):
                _fields.TakeSource(source, place.Level);
                break;
            case EventField.Data when place.IsRecord:
                _hasOtherData = reader.TokenType == JsonTokenType.String;
                break;
            case EventField.Binary:
                _refusal ??= new ValidationFailure(
                    FailureType.Invalid, "data_base64", "data_base64 is not read; the data must be JSON in data.");
                break;
            case EventField.Parameters when reader.TokenType == JsonTokenType.StartArray:
                ParameterList.Read(ref reader, place.Within(EventField.Attributes).Rank, _fields, _search, _click);
                break;
            case EventField.Query or EventField.SearchId or EventField.Results or EventField.RecommendationId:
                _search.Read(ref reader, name, rank: place.Rank + name.Rank, _click);
                break;
            case EventField.Country:
                _countries.Read(ref reader, (place.Level * Place.RanksOfLevel) + name.Rank);
                break;
            case EventField.Place when reader.TokenType == JsonTokenType.StartObject:
                _countries.ReadPlace(ref reader, (place.Level * Place.RanksOfLevel) + name.Rank);
                break;
            case EventField.PreviousId:
                _fields.TakePrevious(ref reader, place.Rank + name.Rank, _click);
                break;
            case EventField.Consent:
                _consent.Read(ref reader, name.Rank);
                break;
            default:
                break;
        }
    }
}
