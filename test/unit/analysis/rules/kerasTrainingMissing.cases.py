import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

def build():
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(8, 3, use_bias=False)(inputs)
    x = layers.BatchNormalization()(x)
    x = layers.Flatten()(layers.ReLU()(x))
    return keras.Model(inputs, layers.Dense(10)(x))

loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
optimizer = keras.optimizers.Adam()

# --- a functional model in a loop
def main(dataset):
    model = build()
    for x, y in dataset:
        with tf.GradientTape() as tape:
            logits = model(x)  # NRM602 warning: model is called in training without training=True
            loss = loss_of(y, logits)
        grads = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
# --- a model that is added up, and a step in a function
model = keras.models.Sequential()
model.add(layers.Dense(64, activation="relu"))
model.add(layers.Dropout(0.5))
model.add(layers.Dense(10))

@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(loss_of(y, model(x)))  # NRM602 warning: dropout is off
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))

for x, y in data():
    step(x, y)
# --- a class of its own that takes training
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(8, 3)
        self.bn = layers.BatchNormalization()

    def call(self, x, training=None):
        return self.bn(self.conv(x), training=training)

net = Net()

def train(batches):
    for x, y in batches:
        with tf.GradientTape() as tape:
            loss = loss_of(y, net(x))  # NRM602 warning: net is called in training
        optimizer.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
# --- train_step of a model that fit calls
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.norm = layers.BatchNormalization()
        self.out = layers.Dense(1)

    def call(self, x, training=False):
        return self.out(self.norm(x, training=training))

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            y_pred = self(x)  # NRM602 warning: self is called in training
            loss = self.compiled_loss(y, y_pred, regularization_losses=self.losses)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {m.name: m.result() for m in self.metrics}
# --- two networks in one train_step, one of which is told
class GAN(keras.Model):
    def __init__(self, latent):
        super().__init__()
        self.generator = build()
        self.critic = build()
        self.latent = latent

    def compile(self, d_optimizer, g_optimizer, loss_fn):
        super().compile()
        self.d_optimizer = d_optimizer
        self.g_optimizer = g_optimizer
        self.loss_fn = loss_fn

    def train_step(self, real):
        noise = tf.random.normal((16, self.latent))
        fake = self.generator(noise, training=True)
        with tf.GradientTape() as tape:
            d_loss = self.loss_fn(self.critic(real, training=True), self.critic(fake, training=True))
        grads = tape.gradient(d_loss, self.critic.trainable_weights)
        self.d_optimizer.apply_gradients(zip(grads, self.critic.trainable_weights))
        with tf.GradientTape() as tape:
            g_loss = self.loss_fn(self.critic(self.generator(noise), training=True))  # NRM602 warning: self.generator
        grads = tape.gradient(g_loss, self.generator.trainable_weights)
        self.g_optimizer.apply_gradients(zip(grads, self.generator.trainable_weights))
        return {"d_loss": d_loss, "g_loss": g_loss}
# --- given to the class where it is made
class Autoencoder(keras.Model):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def train_step(self, x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(self.encoder(x)))  # NRM602 warning
        grads = tape.gradient(loss, self.encoder.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.encoder.trainable_weights))
        return {"loss": loss}

auto = Autoencoder(build())
auto.compile(optimizer=optimizer)
auto.fit(data())
# --- what a file holds is not known
model = keras.models.load_model("model.keras")

def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
# --- on several devices
strategy = tf.distribute.MirroredStrategy()
with strategy.scope():
    model = build()
    optimizer = keras.optimizers.SGD(0.1)

def train_step(batch):
    x, y = batch
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))  # NRM602 warning
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    return loss

@tf.function
def distributed(batch):
    return strategy.reduce("sum", strategy.run(train_step, args=(batch,)), axis=None)

for batch in data():
    distributed(batch)
# --- layers of its own in a block
class Block(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = layers.Dense(units)
        self.bn = layers.BatchNormalization()

    def call(self, x, training=None):
        return tf.nn.relu(self.bn(self.dense(x), training=training))

inputs = keras.Input((4,))
model = keras.Model(inputs=inputs, outputs=Block(8)(Block(8)(inputs)))

def step(x, y):
    with tf.GradientTape(persistent=True) as tape:
        loss = loss_of(y, model(x))  # NRM602 warning
        loss += tf.add_n(model.losses)
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
# --- moving averages that stay as they were made, as asked in tensorflow/tensorflow#32864
class Classifier(tf.keras.Model):
    def __init__(self):
        super(Classifier, self).__init__()
        self.conv1 = tf.keras.layers.Conv2D(16, 3, activation="relu")
        self.bn1 = tf.keras.layers.BatchNormalization()
        self.dense = tf.keras.layers.Dense(10)

    def call(self, x, training=False):
        x = self.bn1(self.conv1(x), training=training)
        return self.dense(tf.reshape(x, (x.shape[0], -1)))

classifier = Classifier()

@tf.function
def learn(images, labels):
    with tf.GradientTape() as tape:
        predictions = classifier(images)  # NRM602 warning
        loss = loss_of(labels, predictions)
    gradients = tape.gradient(loss, classifier.trainable_variables)
    optimizer.apply_gradients(zip(gradients, classifier.trainable_variables))
# --- the answer that was found in tensorflow/tensorflow#32864
class Classifier(tf.keras.Model):
    def __init__(self):
        super(Classifier, self).__init__()
        self.conv1 = tf.keras.layers.Conv2D(16, 3, activation="relu")
        self.bn1 = tf.keras.layers.BatchNormalization()
        self.dense = tf.keras.layers.Dense(10)

    def call(self, x, training=False):
        x = self.bn1(self.conv1(x), training=training)
        return self.dense(tf.reshape(x, (x.shape[0], -1)))

classifier = Classifier()

@tf.function
def learn(images, labels):
    with tf.GradientTape() as tape:
        predictions = classifier(images, training=True)
        loss = loss_of(labels, predictions)
    gradients = tape.gradient(loss, classifier.trainable_variables)
    optimizer.apply_gradients(zip(gradients, classifier.trainable_variables))
# --- a map of what the model looks at
model = build()

def saliency(image):
    with tf.GradientTape() as tape:
        tape.watch(image)
        score = tf.reduce_max(model(image))
    return tape.gradient(score, image)

def learn(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x, training=True))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
# --- style transfer: the image learns, not the model
model = build()
image = tf.Variable(tf.zeros((1, 32, 32, 3)))

def step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(image))
    optimizer.apply_gradients([(tape.gradient(loss, image), image)])
# --- neither batch norm nor dropout
model = keras.Sequential([layers.Dense(8), layers.LayerNormalization(), layers.Dense(2)])

def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
# --- batch norm whose mode the definition fixes
inputs = keras.Input((32, 32, 3))
x = layers.BatchNormalization()(layers.Conv2D(8, 3)(inputs), training=True)
model = keras.Model(inputs, layers.Flatten()(x))

def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
# --- a frozen base in inference mode, a head without modes
base = build()
inputs = keras.Input((32, 32, 3))
model = keras.Model(inputs, layers.Dense(2)(base(inputs, training=False)))

def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
# --- a base that is frozen by trainable
base = build()
base.trainable = False
inputs = keras.Input((32, 32, 3))
model = keras.Model(inputs, layers.Dense(2)(base(inputs)))

def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
# --- a class that trains unless told otherwise
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.bn = layers.BatchNormalization()

    def call(self, x, training=True):
        return self.bn(x, training=training)

net = Net()

def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, net(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
# --- a class that tells its layers itself
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.bn = layers.BatchNormalization()

    def call(self, x):
        return self.bn(x, training=True)

net = Net()

def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, net(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))
# --- told by position, in one way or another
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.bn = layers.BatchNormalization()

    def call(self, x, is_training):
        return self.bn(x, is_training)

net, model = Net(), build()

def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, net(x, True)) + loss_of(y, model(x, True))
    variables = net.trainable_variables + model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
# --- the phase is set for all
keras.backend.set_learning_phase(1)
model = build()

def step(x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
# --- a teacher gives the targets
teacher, student = build(), build()

def distil(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(teacher(x) - student(x, training=True)))
    optimizer.apply_gradients(zip(tape.gradient(loss, student.trainable_variables), student.trainable_variables))
# --- evaluation beside training with fit
model = build()
model.compile("adam", loss_of)
model.fit(data())
print(model(next(data())))
# --- a model of which nothing is known
def step(model, x, y):
    with tf.GradientTape() as tape:
        loss = loss_of(y, model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
# --- as in michalfaber/tensorflow_Realtime_Multi-Person_Pose_Estimation#13: several outputs, in a helper
def distance(truth, found):
    return tf.reduce_sum(tf.math.squared_difference(found, tf.cast(truth, found.dtype)))

def learn_once(model, optimizer, x, truth):
    with tf.GradientTape() as tape:
        found = model(x)  # NRM602 warning
        losses = [distance(truth[0], found[0]), distance(truth[1], found[1])]
        total = tf.reduce_sum(losses)
    grads = tape.gradient(total, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return losses, total

inputs = keras.Input((None, None, 3))
stem = layers.BatchNormalization()(layers.Conv2D(8, 3)(inputs))
pose = keras.Model(inputs=inputs, outputs=[layers.Conv2D(38, 1)(stem), layers.Conv2D(19, 1)(stem)])
for x, truth in data():
    learn_once(pose, keras.optimizers.SGD(), x, truth)
# --- the same with the flag that the report there asks for
def learn_once(model, optimizer, x, truth):
    with tf.GradientTape() as tape:
        found = model(x, training=True)
        total = tf.reduce_sum([tf.reduce_sum(truth[0] - found[0]), tf.reduce_sum(truth[1] - found[1])])
    optimizer.apply_gradients(zip(tape.gradient(total, model.trainable_variables), model.trainable_variables))

inputs = keras.Input((None, None, 3))
stem = layers.BatchNormalization()(layers.Conv2D(8, 3)(inputs))
pose = keras.Model(inputs=inputs, outputs=[layers.Conv2D(38, 1)(stem), layers.Conv2D(19, 1)(stem)])
for x, truth in data():
    learn_once(pose, keras.optimizers.SGD(), x, truth)
# --- a class that keeps in an attribute whether it trains, and tells its layers
class Generator(keras.Model):
    def __init__(self, training):
        super().__init__()
        self.training = training
        self.dense = layers.Dense(8)
        self.dropout = layers.Dropout(0.5)

    def call(self, x):
        return self.dropout(self.dense(x), training=self.training)

def main(dataset):
    model = Generator(training=True)
    for x, y in dataset:
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x))
        grads = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
# --- the same in the parts of a model
class Encoder(keras.Model):
    def __init__(self, options):
        super().__init__()
        self.training = options.training
        self.dense = layers.Dense(8)
        self.dropout = layers.Dropout(0.5)

    def call(self, x):
        return self.dropout(self.dense(x), training=self.training)

class Generator(keras.Model):
    def __init__(self, options):
        super().__init__()
        self.encoder = Encoder(options)
        self.dense = layers.Dense(8)

    def call(self, x):
        return self.dense(self.encoder(x))

def main(dataset, options):
    model = Generator(options)
    for x, y in dataset:
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x))
        grads = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
# --- one part is told, and a batch norm beside it is not
class Encoder(keras.Model):
    def __init__(self, options):
        super().__init__()
        self.training = options.training
        self.dropout = layers.Dropout(0.5)

    def call(self, x):
        return self.dropout(x, training=self.training)

class Generator(keras.Model):
    def __init__(self, options):
        super().__init__()
        self.encoder = Encoder(options)
        self.norm = layers.BatchNormalization()

    def call(self, x):
        return self.norm(self.encoder(x))

def main(dataset, options):
    model = Generator(options)
    for x, y in dataset:
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x))  # NRM602 warning
        grads = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
# --- a package's norms that by their name are the same in every mode
import tensorflow_addons as tfa

class Generator(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(8, 3)
        self.norm = tfa.layers.InstanceNormalization(epsilon=1e-5)

    def call(self, x):
        return self.norm(self.conv(x))

def main(dataset):
    model = Generator()
    for x, y in dataset:
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x))
        grads = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(grads, model.trainable_weights))
