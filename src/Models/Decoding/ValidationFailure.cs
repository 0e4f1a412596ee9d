namespace StreamReco.Models.Decoding;

/// <summary>One reason why a record is no click that counts.</summary>
/// <param name="Type">The class of the failure.</param>
/// <param name="Field">The field at fault, or null when it is the whole record.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record ValidationFailure(FailureType Type, string? Field, string Message)
{
    public const int TypeCount = 7;

    /// <summary>
    /// The name of a known event that is no click (a page view, a scroll); null where the record is at fault. Such a record is
    /// counted as passed over and is not rejected.
    /// </summary>
    public string? PassedOver { get; private init; }

    public bool IsPassedOver => PassedOver is not null;

    /// <summary>Whether the record is valid and held back, as the click of a program or by a rule: counted as quarantined, not as rejected.</summary>
    public bool IsQuarantined { get; private init; }

    /// <summary>Its name in records: <c>quarantined</c>, or the wire name of the type.</summary>
    public string Name => IsQuarantined ? QuarantinedName : NameOf(Type);

    /// <summary>The name of a record that is held back.</summary>
    public const string QuarantinedName = "quarantined";

    /// <summary>A known event that is no click.</summary>
    /// <param name="name">Its name, as the record has it.</param>
    public static ValidationFailure OfPassedOver(string name) =>
        new(FailureType.Invalid, "event_type", $"{name} is no click: the event is passed over.") { PassedOver = name };

    /// <summary>A valid click that is held back.</summary>
    /// <param name="message">Why, in one sentence.</param>
    /// <param name="field">The field that a rule holds it back for; null for a program's click.</param>
    public static ValidationFailure OfQuarantine(string message, string? field = null) =>
        new(FailureType.Rule, field, message) { IsQuarantined = true };

    /// <summary>A record without a byte, or with too many; null for others.</summary>
    public static ValidationFailure? OfSize(int bytes, int bytesMax) => bytes switch
    {
        0 => new(FailureType.Malformed, null, "The record is empty."),
        _ when bytes > bytesMax => new(
            FailureType.Oversized, null, $"The event has {bytes} bytes; Limits:EventBytesMax is {bytesMax}."),
        _ => null,
    };

    /// <summary>An event whose type nobody knows.</summary>
    /// <param name="name">Its name, as the record has it.</param>
    public static ValidationFailure OfUnknownType(string name) => new(
        FailureType.Invalid, "event_type",
        $"event_type '{name}' is not one that this pipeline knows; Validation:PassOver names events that are no clicks.");

    /// <summary>The wire name of a failure type, for instance <c>malformed</c>.</summary>
    public static string NameOf(FailureType type) => type switch
    {
        FailureType.Malformed => "malformed",
        FailureType.Invalid => "invalid",
        FailureType.Oversized => "oversized",
        FailureType.Future => "future",
        FailureType.Ancient => "ancient",
        FailureType.Late => "late",
        FailureType.Rule => "rule",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a failure type."),
    };
}
