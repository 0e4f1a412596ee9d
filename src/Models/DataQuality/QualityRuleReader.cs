using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamReco.Models.Events;

namespace StreamReco.Models.DataQuality;

/// <summary>Reads one rule of a rules file.</summary>
internal sealed partial class QualityRuleReader
{
    private const double ShareWarn = 0.99;
    private const double DistanceWarn = 0.1;
    private const double DistanceFail = 0.25;
    private const double TrafficDeviations = 4;
    private const double TrafficFactor = 2;

    /// <summary>A month: later than that nothing is called timely.</summary>
    private const long MaxMsMax = 31 * 86_400_000L;

    private static readonly string[] _always = ["name", "check", "of", "action", "warn", "fail"];

    private readonly JsonElement _json;
    private readonly List<string> _faults;
    private readonly string _name;

    private QualityRuleReader(JsonElement json, string name, List<string> faults) => (_json, _name, _faults) = (json, name, faults);

    /// <summary>Reads a rule.</summary>
    /// <param name="json">The rule.</param>
    /// <param name="number">Its number in the file, from 1.</param>
    /// <param name="faults">Takes what is wrong with it.</param>
    /// <returns>Null where there was a fault.</returns>
    public static QualityRule? Read(JsonElement json, int number, List<string> faults)
    {
        var before = faults.Count;
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"rule {number} is {json.GetRawText()}; a rule is an object.");
            return null;
        }

        var name = json.TryGetProperty("name", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        if (!Name().IsMatch(name))
        {
            faults.Add($"rule {number}: name is '{name}'; it must be 1 to 60 letters, digits, dots, dashes and underscores.");
            return null;
        }

        var rule = new QualityRuleReader(json, name, faults).Read();
        return faults.Count == before ? rule : null;
    }

    private QualityRule? Read()
    {
        var at = QualityNames.Checks.ToList().IndexOf(Text("check") ?? "");
        if (at < 0)
        {
            Fault($"check is '{Text("check")}'; it must be one of {string.Join(", ", QualityNames.Checks)}");
            return null;
        }

        var check = (QualityCheck)at;
        RefuseOthers(check);
        var isDistance = check is QualityCheck.Psi or QualityCheck.Ks;
        var rule = new QualityRule(_name, check)
        {
            Field = TakesField(check) ? Field(check) : null,
            Of = Types(),
            Action = Action(check),
            Warn = HasLevels(check) ? Level("warn", isDistance) : null,
            Fail = HasLevels(check) ? Level("fail", isDistance) : null,
            Min = check is QualityCheck.Range or QualityCheck.Cardinality ? Number("min") : null,
            Max = check is QualityCheck.Range or QualityCheck.Cardinality ? Number("max") : null,
            MaxMs = check == QualityCheck.Timely ? Duration() : 0,
            Deviations = check == QualityCheck.Traffic ? AtLeast("deviations", TrafficDeviations, 0) : 0,
            Factor = check == QualityCheck.Traffic ? AtLeast("factor", TrafficFactor, 1) : 0,
            Pattern = check == QualityCheck.Pattern ? Expression() : null,
            Values = check == QualityCheck.OneOf ? Values() : null,
            Reference = TakesReference(check) ? Reference(check) : null,
        };
        return WithLevels(rule);
    }

    private QualityRule WithLevels(QualityRule rule)
    {
        if (rule.Check is QualityCheck.Range or QualityCheck.Cardinality && (rule.Min is null && rule.Max is null || rule.Min > rule.Max))
        {
            Fault($"min is {Raw("min")} and max is {Raw("max")}; one must be there, and min not above max");
        }

        if (rule is { Warn: { } warn, Fail: { } fail } && (rule.IsDistance ? fail < warn : fail > warn))
        {
            Fault(rule.IsDistance ? $"fail is {fail} and warn is {warn}; a distance fails above what it warns at"
                : $"fail is {fail} and warn is {warn}; a share fails below what it warns at");
        }

        if (!HasLevels(rule.Check) || rule.Warn is not null || rule.Fail is not null)
        {
            return rule;
        }

        return rule.IsDistance ? rule with { Warn = DistanceWarn, Fail = DistanceFail } : rule with { Warn = ShareWarn };
    }

    private static bool TakesField(QualityCheck check) => check is QualityCheck.Complete or QualityCheck.Range or QualityCheck.Pattern
        or QualityCheck.OneOf or QualityCheck.NewValues or QualityCheck.Cardinality or QualityCheck.Psi or QualityCheck.Ks;

    private static bool TakesReference(QualityCheck check) => check is QualityCheck.NewValues or QualityCheck.Psi or QualityCheck.Ks;

    private static bool HasLevels(QualityCheck check) => check is not (QualityCheck.Silent or QualityCheck.Cardinality or QualityCheck.Traffic);

    private static bool TakesAction(QualityCheck check) =>
        check is QualityCheck.Complete or QualityCheck.Range or QualityCheck.Pattern or QualityCheck.OneOf;

    private void RefuseOthers(QualityCheck check)
    {
        string[] own = check switch
        {
            QualityCheck.Range or QualityCheck.Cardinality => ["min", "max"],
            QualityCheck.Pattern => ["pattern"],
            QualityCheck.OneOf => ["values"],
            QualityCheck.Timely => ["maxMs"],
            QualityCheck.Traffic => ["deviations", "factor"],
            QualityCheck.NewValues or QualityCheck.Psi or QualityCheck.Ks => ["reference"],
            _ => [],
        };
        foreach (var property in _json.EnumerateObject())
        {
            if (!_always.Contains(property.Name) && !own.Contains(property.Name) && !(property.Name == "field" && TakesField(check)))
            {
                Fault($"'{property.Name}' is not known for {QualityNames.NameOf(check)}");
            }
            else if (property.Name == "of" && check is QualityCheck.Valid or QualityCheck.Unique or QualityCheck.Silent or QualityCheck.Consistent)
            {
                Fault($"'of' is not known for {QualityNames.NameOf(check)}: it judges records of all types");
            }
            else if (property.Name is "warn" or "fail" && !HasLevels(check))
            {
                Fault($"'{property.Name}' is not known for {QualityNames.NameOf(check)}: its windows are good or have failed");
            }
        }
    }

    private QualityField? Field(QualityCheck check)
    {
        if (Text("field") is not { } name || !QualityFields.TryParse(name, out var field))
        {
            Fault($"field is '{Text("field")}'; it must be one of {string.Join(", ", QualityFields.Names)}");
            return null;
        }

        var (needsNumber, needsText) = (check == QualityCheck.Range, check is QualityCheck.Pattern or QualityCheck.OneOf or QualityCheck.NewValues);
        if ((needsNumber && !QualityFields.IsNumber(field)) || (needsText && QualityFields.IsNumber(field)))
        {
            Fault($"field is '{name}'; {QualityNames.NameOf(check)} needs a field of {(needsNumber ? "numbers" : "texts")}");
        }
        else if (QualityFields.IsPersonal(field) && (TakesReference(check) || check == QualityCheck.OneOf))
        {
            Fault($"field is '{name}'; its values may say who somebody is, and rules are kept in the log");
        }

        return field;
    }

    private List<EventType> Types()
    {
        var types = new List<EventType>();
        if (_json.TryGetProperty("of", out var list))
        {
            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            {
                Fault($"of is {list.GetRawText()}; it must be a list of event types");
                return types;
            }

            foreach (var one in list.EnumerateArray())
            {
                var at = one.ValueKind == JsonValueKind.String ? QualityNames.Types.ToList().IndexOf(one.GetString()!) : -1;
                if (at < 0)
                {
                    Fault($"of has {one.GetRawText()}; event types are {string.Join(", ", QualityNames.Types)}");
                }

                types.Add((EventType)(at + 1));
            }
        }

        return types;
    }

    private QualityAction Action(QualityCheck check)
    {
        if (Text("action") is not { } name)
        {
            return QualityAction.Count;
        }

        var at = QualityNames.Actions.ToList().IndexOf(name);
        if (at < 0)
        {
            Fault($"action is '{name}'; it must be one of {string.Join(", ", QualityNames.Actions)}");
        }
        else if (at > 0 && !TakesAction(check))
        {
            Fault($"action is '{name}'; only complete, range, pattern and oneOf may do more than count");
        }

        return (QualityAction)Math.Max(at, 0);
    }

    private double? Level(string name, bool isDistance)
    {
        if (Number(name) is not { } level)
        {
            return null;
        }

        if (!(level > 0) || (!isDistance && level > 1))
        {
            Fault($"{name} is {Raw(name)}; it must be {(isDistance ? "a distance above 0" : "a share above 0 and up to 1")}");
        }

        return level;
    }

    private double AtLeast(string name, double otherwise, double least)
    {
        var number = Number(name) ?? otherwise;
        if (!(number >= least && double.IsFinite(number)))
        {
            Fault($"{name} is {Raw(name)}; it must be a number from {least} on");
        }

        return number;
    }

    private long Duration()
    {
        if (_json.TryGetProperty("maxMs", out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var ms) && ms is > 0 and <= MaxMsMax)
        {
            return ms;
        }

        Fault($"maxMs is {Raw("maxMs")}; it must be whole milliseconds from 1 to {MaxMsMax}");
        return 1;
    }

    private Regex? Expression()
    {
        var pattern = Text("pattern");
        try
        {
            return pattern is { Length: > 0 and <= 500 }
                ? new Regex($"^(?:{pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)
                : throw new ArgumentException("it must have 1 to 500 characters");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            Fault($"pattern is '{pattern}': {e.Message}");
            return null;
        }
    }

    private FrozenSet<string>? Values()
    {
        if (Texts(_json, "values") is { Count: > 0 } values)
        {
            return values.ToFrozenSet(StringComparer.Ordinal);
        }

        Fault($"values is {Raw("values")}; it must be a list of texts");
        return null;
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,60}$")]
    private static partial Regex Name();
}
