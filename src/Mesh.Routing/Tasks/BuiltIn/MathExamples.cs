namespace Mesh.Routing.Tasks.BuiltIn;

/// <summary>Sums, word problems, algebra, geometry, calculus, chances.</summary>
internal static class MathExamples
{
    public const string Lines = """
        1|what is {17 * 23/1024 / 16/398 + 467}
        1|{15/35/7.5}% of {240/80/1300}?
        2|Solve for x: {3x + 7 = 22/5(x - 2) = 3x + 8/0.25x - 1 = 6}
        2|A shirt costs ${40/64/25} and is reduced by {15/30/20} percent. How much do you pay?
        2|{Mia/Omar/Jo} buys {4/6/9} boxes of {pencils/eggs/tiles} with {12/10/25} in each and gives {7/15/30} away. How many are left?
        3|A train travels {180/240/315} km in {2/3/4.5} hours. What is its average speed, and how long does it need for {600/90} km?
        3|Find the area of a triangle with sides {5, 12 and 13/7, 8 and 9}.
        3|Differentiate f(x) = {x^3 sin(x)/ln(x^2 + 1)/x e^(2x)}.
        4|Evaluate the integral of {x e^x/x^2 cos x/sqrt(1 - x^2)} from 0 to {1/2/pi}.
        4|Let $f(x) = {x^2 - 4x + 7/2x^3 - 3x}$. Find all values of $k$ such that $f(x) = k$ has exactly {one/two} real solutions.
        3|What is the probability of rolling a total of {7/9/4} with two dice?
        4|In how many ways can {8/10} people be seated around a table if {two of them/three friends} insist on sitting together?
        5|Prove that the square root of {2/3/5} is irrational.
        5|Prove by induction that {1 + 3 + 5 + ... + (2n - 1) = n^2/n^3 - n is divisible by 6/2^n > n^2 for n > 4}.
        3|Convert {0.375/2.4/0.08} to a fraction in lowest terms.
        3|Simplify $\frac{x^2 - 9}{x + 3} \cdot \frac{2}{x}$.
        4|Compute the eigenvalues of the matrix [[{2, 1/4, -2}], [{1, 2/1, 1}]].
        4|What is the remainder when ${7^{100}/3^{2024}}$ is divided by {13/11}?
        3|{Twice/Three times} a number minus {5/14} equals the number plus {9/22}. What is the number?
        3|A tank is filled by one pipe in {6/4} hours and by another in {3/12} hours. How long do both need together?
        2|How many minutes are there in {3.25/7.5/12} days?
        3|If {5/8/10} workers build a wall in {12/9} days, how many days do {6/3} workers need?
        4|Find the equation of the line through ({2, -1/0, 4}) that is perpendicular to y = {3x + 2/4 - 2x}.
        4|A bag holds {5 red and 7 blue/4 white and 6 black} marbles. Two are drawn without replacement. What is the chance that both have the same colour?
        3|The sum of the angles of a polygon is {1440/1080} degrees. How many sides does it have?
        5|Find the number of positive integers less than {1000/500} that are divisible by {3 or 7 but not 21/neither 2 nor 5}.
        3|{Lena/Ravi} saves {$35/$120} a week. After how many weeks can {she/he} afford a bicycle for {$490/$900}, if {she/he} already has {$70/$180}?
        4|Determine the radius of convergence of the series sum of {n x^n/(2x)^n}.
        4|Solve the system {2x + 3y = 12/x + y = 10}, {x - y = 1/3x - 2y = 5}.
        2|What's the mean and the median of {4, 8, 15, 16, 23/2, 2, 3, 9}?
        3|Compound interest: {$2000/5000 euros} at {3/4.5} percent for {5/10} years?
        4|The hypotenuse of a right triangle is {10/26} and one leg is {2/14} longer than the other. Find the legs.
        5|Let a, b, c be positive real numbers with a + b + c = {1/3}. Show that {abc <= 1/ab + bc + ca <= 3}.
        3|Express {log_2 32/log_3 81} + {log_5 25/ln e^3} as an integer.
        3|Each {shelf/crate} holds {24/18} {jars/books}; {5/7} are full and one is half full. How many {jars/books} are there in total?
        """;
}
