using StreamReco.Models.Events;

namespace StreamReco.Models.DataQuality;

/// <summary>What a field holds in a span of events: how often it is there by type of event, and its values within bounds.</summary>
internal sealed class FieldProfile(QualityField of)
{
    /// <summary>Distinct texts that are counted; a field with more of them has no list of values.</summary>
    private const int TextsMax = 1_000;

    /// <summary>Numbers that are kept; beyond, every second, fourth, … of them, so that equal files give equal profiles.</summary>
    private const int NumbersMax = 50_000;

    private readonly long[] _values = new long[EventTypes.TableLength];
    private readonly long[] _present = new long[EventTypes.TableLength];
    private readonly Dictionary<string, long> _texts = new(StringComparer.Ordinal);
    private readonly List<double> _numbers = [];
    private long _seen;
    private long _step = 1;

    public QualityField Field => of;

    /// <summary>Whether there were more distinct texts than are counted.</summary>
    public bool IsOverfull { get; private set; }

    /// <summary>Texts by count, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Texts =>
        [.. _texts.OrderByDescending(text => text.Value).ThenBy(text => text.Key, StringComparer.Ordinal)];

    /// <summary>The kept numbers, rising.</summary>
    public IReadOnlyList<double> Numbers => [.. _numbers.Order()];

    /// <summary>Takes in an event.</summary>
    public void Add(ClickEvent click)
    {
        for (var i = 0; i < QualityFields.CountOf(click, of); i++)
        {
            _values[(int)click.Type]++;
            if (QualityFields.Has(click, of, i))
            {
                _present[(int)click.Type]++;
                AddValue(click, i);
            }
        }
    }

    /// <summary>The share of values that are there, of a type of event; null where there are too few to say.</summary>
    public double? Presence(EventType type, long least) =>
        _values[(int)type] < least ? null : (double)_present[(int)type] / _values[(int)type];

    private void AddValue(ClickEvent click, int item)
    {
        if (QualityFields.IsNumber(of))
        {
            AddNumber(QualityFields.NumberOf(click, of, item));
        }
        else if (!QualityFields.IsPersonal(of))
        {
            AddText(QualityFields.TextOf(click, of, item).ToString());
        }
    }

    private void AddText(string text)
    {
        if (_texts.TryGetValue(text, out var count) || _texts.Count < TextsMax)
        {
            _texts[text] = count + 1;
        }
        else
        {
            IsOverfull = true;
        }
    }

    private void AddNumber(double number)
    {
        if (_seen++ % _step != 0)
        {
            return;
        }

        _numbers.Add(number);
        if (_numbers.Count == NumbersMax)
        {
            for (var i = 0; i < NumbersMax / 2; i++)
            {
                _numbers[i] = _numbers[i * 2];
            }

            _numbers.RemoveRange(NumbersMax / 2, NumbersMax / 2);
            _step *= 2;
        }
    }
}
