using System.Text;
using System.Text.Json;
using StreamReco.Models.Events;

namespace StreamReco.Models.Decoding;

/// <summary>
/// Reads what an event says of the visitor's consent: ours, GA4's consent mode and <c>privacy_info</c>, Segment's category preferences
/// and Snowplow's consent events. What contradicts itself is a denial; what is not understood says nothing. <c>docs/PRIVACY.md</c> lists
/// the names. Belongs to one <see cref="EventDecoder"/>.
/// </summary>
internal sealed class ConsentReader
{
    /// <summary>Rank of the name of Snowplow's event that consent is withdrawn.</summary>
    public const int Withdrawal = 1;

    private const int NestingMax = 2;

    private Consent _said;
    private ConsentChoice _ofAnalytics;

    /// <summary>
    /// What the event says. Who names analytics and not training, as trackers do, means both: a model that is trained on clicks is
    /// an analysis of them.
    /// </summary>
    public Consent Said => _said.Of(ConsentPurpose.Train) == ConsentChoice.Unknown && _ofAnalytics != ConsentChoice.Unknown
        ? _said.With(ConsentPurpose.Train, _ofAnalytics) : _said;

    public void Begin() => (_said, _ofAnalytics) = (Consent.None, ConsentChoice.Unknown);

    /// <summary>Takes what a field says: an object of purposes, a list of such, or one choice for all.</summary>
    /// <param name="reader">Stands on the value; on its last token afterwards.</param>
    /// <param name="rank">Rank of the field's name.</param>
    public void Read(ref Utf8JsonReader reader, int rank)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, rank, nesting: 0);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadObject(ref reader, rank, nesting: 0);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        else
        {
            TakeAll(ChoiceOf(ref reader));
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, int rank, int nesting)
    {
        var (scopes, kind) = (Consent.None, SnowplowKind.None);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            var purpose = PurposeOf(name, out var isAnalytics);
            var (isNest, isScopes, isKind) = (
                Is(name, "categoryPreferences"u8) || Is(name, "category_preferences"u8),
                Is(name, "consentScopes"u8) || Is(name, "consent_scopes"u8), Is(name, "eventType"u8) || Is(name, "event_type"u8));
            var isAll = rank == Withdrawal && Is(name, "all"u8);
            reader.Read();
            if (purpose is { } known)
            {
                Take(known, ChoiceOf(ref reader), isAnalytics);
            }
            else if (isNest && nesting < NestingMax && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref reader, rank, nesting + 1);
            }
            else if (isScopes && reader.TokenType == JsonTokenType.StartArray)
            {
                scopes = ReadScopes(ref reader);
            }
            else if (isKind && reader.TokenType == JsonTokenType.String)
            {
                kind = KindOf(reader.ValueSpan);
            }
            else if (isAll && reader.TokenType == JsonTokenType.True)
            {
                TakeAll(ConsentChoice.Denied);
            }

            reader.Skip();
        }

        Take(kind, scopes);
    }

    /// <summary>The purposes that Snowplow's scopes name.</summary>
    private static Consent ReadScopes(ref Utf8JsonReader reader)
    {
        var scopes = Consent.None;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String && PurposeOf(reader.ValueSpan, out var isAnalytics) is { } purpose)
            {
                scopes = scopes.With(purpose, ConsentChoice.Granted);
                scopes = isAnalytics ? scopes.With(ConsentPurpose.Train, ConsentChoice.Granted) : scopes;
            }
            else
            {
                reader.Skip();
            }
        }

        return scopes;
    }

    private void Take(SnowplowKind kind, Consent scopes)
    {
        switch (kind)
        {
            case SnowplowKind.All:
                TakeAll(ConsentChoice.Granted);
                break;
            case SnowplowKind.Nothing:
                TakeAll(ConsentChoice.Denied);
                break;
            case SnowplowKind.Selected:
                foreach (var purpose in (ReadOnlySpan<ConsentPurpose>)[ConsentPurpose.Personalise, ConsentPurpose.Train, ConsentPurpose.Analyse])
                {
                    Take(purpose, scopes.Of(purpose) == ConsentChoice.Granted ? ConsentChoice.Granted : ConsentChoice.Denied, isAnalytics: false);
                }

                break;
            default:
                break;
        }
    }

    private void TakeAll(ConsentChoice choice)
    {
        foreach (var purpose in (ReadOnlySpan<ConsentPurpose>)[ConsentPurpose.Personalise, ConsentPurpose.Train, ConsentPurpose.Analyse])
        {
            Take(purpose, choice, isAnalytics: false);
        }
    }

    private void Take(ConsentPurpose purpose, ConsentChoice choice, bool isAnalytics)
    {
        if (choice > _said.Of(purpose)) // a denial stands, whatever else the event says
        {
            _said = _said.With(purpose, choice);
        }

        if (isAnalytics && choice > _ofAnalytics)
        {
            _ofAnalytics = choice;
        }
    }

    private static ConsentPurpose? PurposeOf(ReadOnlySpan<byte> name, out bool isAnalytics)
    {
        isAnalytics = Is(name, "analytics"u8) || Is(name, "analytics_storage"u8) || Is(name, "statistics"u8) || Is(name, "performance"u8);
        return isAnalytics || Is(name, "analyse"u8) || Is(name, "analyze"u8) ? ConsentPurpose.Analyse
            : Is(name, "train"u8) || Is(name, "training"u8) ? ConsentPurpose.Train
            : Is(name, "personalise"u8) || Is(name, "personalize"u8) || Is(name, "personalisation"u8) || Is(name, "personalization"u8)
                || Is(name, "personalization_storage"u8) || Is(name, "ad_personalization"u8) || Is(name, "functional"u8)
                || Is(name, "preferences"u8) ? ConsentPurpose.Personalise
            : null;
    }

    private static ConsentChoice ChoiceOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True => ConsentChoice.Granted,
        JsonTokenType.False => ConsentChoice.Denied,
        JsonTokenType.String => ChoiceOf(reader.ValueSpan),
        _ => ConsentChoice.Unknown,
    };

    private static ConsentChoice ChoiceOf(ReadOnlySpan<byte> word) =>
        Is(word, "granted"u8) || Is(word, "yes"u8) || Is(word, "true"u8) || Is(word, "allow"u8) || Is(word, "allowed"u8) ? ConsentChoice.Granted
        : Is(word, "denied"u8) || Is(word, "no"u8) || Is(word, "false"u8) || Is(word, "deny"u8) || Is(word, "withdrawn"u8) ? ConsentChoice.Denied
        : ConsentChoice.Unknown;

    private static SnowplowKind KindOf(ReadOnlySpan<byte> word) =>
        Is(word, "allow_all"u8) || Is(word, "implicit_consent"u8) ? SnowplowKind.All
        : Is(word, "deny_all"u8) || Is(word, "withdrawn"u8) ? SnowplowKind.Nothing
        : Is(word, "allow_selected"u8) ? SnowplowKind.Selected
        : SnowplowKind.None;

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);

    /// <summary>What an event of Snowplow's consent plug-in says.</summary>
    private enum SnowplowKind
    {
        None,
        All,
        Nothing,
        Selected,
    }
}
