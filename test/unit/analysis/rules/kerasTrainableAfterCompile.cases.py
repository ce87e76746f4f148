import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

x, y = load()

def build_base():
    inputs = keras.Input((32, 32, 3))
    h = layers.BatchNormalization()(layers.Conv2D(8, 3)(inputs))
    return keras.Model(inputs, layers.GlobalAveragePooling2D()(h))

# --- a functional model around a base that is thawed
base = build_base()
base.trainable = False
inputs = keras.Input((32, 32, 3))
model = keras.Model(inputs, layers.Dense(2)(base(inputs, training=False)))
model.compile(optimizer="adam", loss="mse")
model.fit(x, y)
base.trainable = True  # NRM604 warning: the next fit goes on as before
model.fit(x, y)
# --- layer by layer
base = build_base()
for layer in base.layers:
    layer.trainable = False
model = keras.Model(base.input, layers.Dense(2)(base.output))
model.compile("adam", "mse")
model.fit(x, y)
for layer in base.layers[10:]:
    layer.trainable = True  # NRM604 warning
model.fit(x, y)
# --- the model's own layers
def main():
    model = keras.Sequential([layers.Dense(8), layers.BatchNormalization(), layers.Dense(2)])
    model.compile("adam", "mse")
    model.fit(x, y)
    for layer in model.layers[:-1]:
        layer.trainable = False  # NRM604 warning
    model.fit(x, y)
# --- one layer by its name
model = build_base()
model.compile("adam", "mse")
model.fit(x, y)
model.get_layer("batch_normalization").trainable = False  # NRM604 warning
model.fit(x, y)
# --- in a loop, from the second round on
model = build_base()
model.compile("adam", "mse")
for epoch in range(3):
    model.fit(x, y)
    model.trainable = False  # NRM604 warning
# --- nothing fitted yet
model = build_base()
model.compile("adam", "mse")
model.trainable = False  # NRM604 information: Keras before 2.4
model.fit(x, y)
# --- in two functions
def train(model):
    model.compile("adam", "mse")
    model.fit(x, y)

def finetune(model):
    model.trainable = False  # NRM604 warning
    model.fit(x, y)

model = build_base()
train(model)
finetune(model)
# --- added up, trained by a generator
from keras.models import Sequential
from keras.layers import BatchNormalization, Dense

net = Sequential()
norm = BatchNormalization()
net.add(norm)
net.add(Dense(2))
net.compile("sgd", "mse")
net.fit_generator(batches())
norm.trainable = False  # NRM604 warning
net.fit_generator(batches())
# --- in a class
class Tuner:
    def __init__(self):
        self.base = build_base()
        self.base.trainable = False
        self.model = keras.Sequential([self.base, layers.Dense(2)])

    def run(self):
        self.model.compile("adam", "mse")
        self.model.fit(x, y)
        self.base.trainable = True  # NRM604 warning
        self.model.fit(x, y)
# --- compiled again
base = build_base()
base.trainable = False
model = keras.Sequential([base, layers.Dense(2)])
model.compile("adam", "mse")
model.fit(x, y)
base.trainable = True
model.compile(keras.optimizers.Adam(1e-5), "mse")
model.fit(x, y)
# --- set before compile
base = build_base()
for layer in base.layers:
    layer.trainable = False
model = keras.Sequential([base, layers.Dense(2)])
model.compile("adam", "mse")
model.fit(x, y)
# --- no fit after it
model = build_base()
model.compile("adam", "mse")
model.fit(x, y)
model.trainable = False
model.save("frozen.keras")
# --- the discriminator of a GAN
discriminator = build_base()
discriminator.compile("adam", "binary_crossentropy")
discriminator.trainable = False
z = keras.Input((100,))
combined = keras.Model(z, discriminator(generator(z)))
combined.compile("adam", "binary_crossentropy")
for epoch in range(10):
    discriminator.fit(x, y)
    combined.fit(z_of(x), y)
# --- a GAN that switches in its loop
discriminator = build_base()
discriminator.compile("adam", "binary_crossentropy")
combined = keras.Sequential([keras.models.load_model("generator.keras"), discriminator])
combined.compile("adam", "binary_crossentropy")
for epoch in range(10):
    discriminator.trainable = True
    discriminator.train_on_batch(x, y)
    discriminator.trainable = False
    combined.train_on_batch(x, y)
# --- set to what it was
model = build_base()
model.compile("adam", "mse")
model.fit(x, y)
model.trainable = True
model.fit(x, y)
# --- compiled in each round of a loop
model = build_base()
for rate, frozen in [(1e-3, True), (1e-4, False)]:
    model.trainable = False
    model.compile(keras.optimizers.Adam(rate), "mse")
    model.fit(x, y)
# --- a loop of its own, without fit
model = build_base()
model.compile("adam", "mse")
model.trainable = False
for a, b in batches():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(a, training=True) - b)
# --- another model
student, teacher = build_base(), build_base()
student.compile("adam", "mse")
student.fit(x, y)
teacher.trainable = False
student.fit(x, teacher.predict(x))
# --- something that is no model
class Options:
    trainable = True

options = Options()
model = build_base()
model.compile("adam", "mse")
model.fit(x, y)
options.trainable = False
model.fit(x, y)
# --- a train_step of its own asks what is trainable when fit begins
class Own(keras.Model):
    def __init__(self, base):
        super().__init__()
        self.base = base

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(self.base(x, training=True) - y)
        gradients = tape.gradient(loss, self.base.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.base.trainable_variables))
        return {"loss": loss}

model = Own(build_base())
model.compile("adam")
for layer in model.layers:
    layer.trainable = False
model.fit(x, y)
