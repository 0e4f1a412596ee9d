namespace StreamReco.Stages.Records;

/// <summary>The headers that make a record of the clicks topic a control record.</summary>
public static class ControlHeaders
{
    public const string Punctuation = "streamreco-tick";
    public const string Erasure = "streamreco-erase";

    /// <summary>Its value is the version of the model.</summary>
    public const string ModelChange = "streamreco-model";

    /// <summary>Its value is the experiment's id; the record's value is its next version, or empty where it is forgotten.</summary>
    public const string Experiment = "streamreco-experiment";

    /// <summary>Its value is the version of the quality rules, which are the record's value.</summary>
    public const string QualityRules = "streamreco-quality";

    /// <summary>Its value is the version of the users' segments, which are the record's value.</summary>
    public const string Segments = "streamreco-segments";

    /// <summary>Its value is the version of the consent policy, which is the record's value.</summary>
    public const string Consent = "streamreco-consent";

    /// <summary>Its value is the version of the bot policy, which is the record's value.</summary>
    public const string BotPolicy = "streamreco-bots";

    /// <summary>What an operator decided of one user, who stands in the record's value.</summary>
    public const string BotDecision = "streamreco-release";

    /// <summary>Its value is the version of the identity policy, which is the record's value.</summary>
    public const string IdentityPolicy = "streamreco-identity";

    /// <summary>What is asked of the link of an anonymous id, which stands in the record's value.</summary>
    public const string Link = "streamreco-link";

    /// <summary>What became of a link; the record's value has the history that moves.</summary>
    public const string Merge = "streamreco-merge";

    /// <summary>On a click that was forwarded: the user whose it is, as the state knows them.</summary>
    public const string Forwarded = "streamreco-forwarded";

    /// <summary>On a click that was forwarded twice: it is folded where it is.</summary>
    public const string ForwardedTwice = "streamreco-forwarded-twice";

    /// <summary>On a click, and no control record: it comes out of the quarantine and is judged neither as a bot's nor as late.</summary>
    public const string Released = "streamreco-released";

    /// <summary>Whether a header of this name makes a record a control record.</summary>
    public static bool IsOne(string name) => name is Punctuation or Erasure or ModelChange or Experiment or QualityRules or Consent or Segments
        or BotPolicy or BotDecision or IdentityPolicy or Link or Merge or Forwarded;

    /// <summary>What headers make of a record; the first of the kinds where there are several.</summary>
    internal static LogRecordKind KindOf(IReadOnlyList<KeyValuePair<string, byte[]>>? headers)
    {
        var kind = LogRecordKind.Click;
        for (var i = 0; headers is not null && i < headers.Count; i++)
        {
            var found = headers[i].Key switch
            {
                Punctuation => LogRecordKind.Punctuation,
                Erasure => LogRecordKind.Erasure,
                ModelChange => LogRecordKind.ModelChange,
                Experiment => LogRecordKind.Experiment,
                QualityRules => LogRecordKind.QualityRules,
                Consent => LogRecordKind.Consent,
                Segments => LogRecordKind.Segments,
                BotPolicy => LogRecordKind.BotPolicy,
                BotDecision => LogRecordKind.BotDecision,
                IdentityPolicy => LogRecordKind.IdentityPolicy,
                Link => LogRecordKind.Link,
                Merge => LogRecordKind.Merge,
                Forwarded => LogRecordKind.Forwarded,
                _ => LogRecordKind.Click,
            };
            if (found != LogRecordKind.Click && (kind == LogRecordKind.Click || found < kind))
            {
                kind = found;
            }
        }

        return kind;
    }

    /// <summary>The value of the first header of a name, which must be there.</summary>
    internal static byte[] ValueOf(IReadOnlyList<KeyValuePair<string, byte[]>> headers, string name)
    {
        var at = 0;
        while (headers[at].Key != name)
        {
            at++;
        }

        return headers[at].Value;
    }
}
