using System.Globalization;

namespace StreamReco.Models.Simulation;

/// <summary>
/// The people of the shop. Each comes back at a rate of their own (Zipf's law, mildly) and favours up to three
/// categories; nobody has two sessions at once.
/// </summary>
internal sealed class ShopVisitors
{
    private const double ActivityExponent = 0.6;
    private const int Tastes = 3;
    private const int TriesMax = 16;

    private readonly double[] _cumulative;
    private readonly int[] _tastes;
    private readonly int[] _visits;
    private readonly bool[] _present;

    public ShopVisitors(ShopSimulatorOptions options, ShopWorld world, Random random)
    {
        _cumulative = new double[options.Users];
        _visits = new int[options.Users];
        _present = new bool[options.Users];
        _tastes = new int[options.Users * Tastes];
        var sum = 0.0;
        for (var user = 0; user < options.Users; user++)
        {
            sum += Math.Pow(user + 1, -ActivityExponent);
            _cumulative[user] = sum;
        }

        for (var i = 0; i < _tastes.Length; i++)
        {
            _tastes[i] = world.DrawCategory(random);
        }
    }

    public static string IdOf(int user) => string.Create(CultureInfo.InvariantCulture, $"u{user + 1:D6}");

    /// <summary>Who comes next; false when nobody who was asked is free.</summary>
    public bool TryArrive(Random random, out int user, out string sessionId)
    {
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var place = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
            user = Math.Min(place < 0 ? ~place : place + 1, _cumulative.Length - 1);
            if (!_present[user])
            {
                _present[user] = true;
                sessionId = string.Create(CultureInfo.InvariantCulture, $"{IdOf(user)}-{++_visits[user]}");
                return true;
            }
        }

        (user, sessionId) = (-1, string.Empty);
        return false;
    }

    public void Leave(int user) => _present[user] = false;

    /// <summary>What a session is about: the first taste most often, one time in five anything.</summary>
    public int DrawIntent(int user, ShopWorld world, Random random)
    {
        var draw = random.NextDouble();
        var taste = draw < 0.5 ? 0 : draw < 0.7 ? 1 : 2;
        return draw < 0.8 ? _tastes[user * Tastes + taste] : world.DrawCategory(random);
    }
}
