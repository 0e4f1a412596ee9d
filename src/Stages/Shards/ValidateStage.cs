using StreamReco.Models.Decoding;
using StreamReco.Models.Events;

namespace StreamReco.Stages.Shards;

/// <summary>The rules of a valid event, as training has them too (<see cref="EventRules"/>).</summary>
public sealed class ValidateStage(ValidationOptions options)
{
    private readonly EventRules _rules = options.Rules();

    /// <returns>Null, or the first rule that the event breaks.</returns>
    public ValidationFailure? Check(ClickEvent click, long receivedMs) => _rules.Check(click, receivedMs);
}
